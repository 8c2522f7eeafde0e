using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>
/// Marks requests that users did not send, so that no objective counts them: synthetic probes, load tests, chaos.
/// The gateway accepts the mark only with the shared key and removes it from every other request, so services behind
/// it can trust it.
/// </summary>
public static class TrafficClass
{
    public const string Header = "X-Traffic-Class";
    public const string KeyHeader = "X-Traffic-Key";

    public const string Probe = "probe";
    public const string LoadTest = "load-test";
    public const string Chaos = "chaos";

    /// <returns>Null for a user's own request.</returns>
    public static string? TrafficClassOf(this HttpContext context) =>
        context.Request.Headers[Header] is [Probe or LoadTest or Chaos] marks ? marks[0] : null;
}
