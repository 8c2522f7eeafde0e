using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>
/// Marks requests that are not users' own, so that no objective counts them: synthetic probes, load tests, chaos.
/// The gateway lets the mark in only with the shared key and removes it from every other request, so what reaches
/// a service behind it can be believed.
/// </summary>
public static class TrafficClass
{
    public const string Header = "X-Traffic-Class";
    public const string KeyHeader = "X-Traffic-Key";

    public const string Probe = "probe";
    public const string LoadTest = "load-test";
    public const string Chaos = "chaos";

    /// <returns>The request's class, or null for a user's own request.</returns>
    public static string? TrafficClassOf(this HttpContext context) =>
        context.Request.Headers[Header] is [Probe or LoadTest or Chaos] marks ? marks[0] : null;
}
