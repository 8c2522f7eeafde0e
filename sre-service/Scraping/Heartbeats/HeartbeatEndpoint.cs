using System.Net;
using Platform.Heartbeats;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Heartbeats;

/// <summary>
/// <c>POST /internal/heartbeats</c> on the management port: a process announces itself and is scraped from then on.
/// </summary>
internal sealed class HeartbeatEndpoint(
    SystemKey key, ScrapingSettings settings, ActiveTargets activeTargets, TimeProvider clock)
{
    private const int MaxTextLength = 128;

    public static Problem TooMany { get; } =
        KnownProblems.ServiceUnavailable with { Detail = "The limit of scraped replicas is reached." };

    public Task AnswerAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, HeartbeatOf,
        (heartbeat, _) => Task.FromResult<IResult?>(Take(heartbeat, AuthorizedPost.Sender(context))));

    private Heartbeat HeartbeatOf(JsonMembers members)
    {
        members.IgnoreUnknown();
        var heartbeat = new Heartbeat(
            members.Text("service", MaxTextLength), members.Text("instance", MaxTextLength),
            members.Text("version", MaxTextLength), members.Time("started_at"),
            (int)members.Number("port", 1, ushort.MaxValue));
        return !members.Errors.Has("service") && !settings.Knows(heartbeat.Service)
            ? members.Errors.Add("service", "is not a monitored service.", heartbeat)
            : heartbeat;
    }

    private Problem? Take(Heartbeat heartbeat, IPAddress? sender) =>
        sender is not null && activeTargets.Add(At(sender, heartbeat), clock.GetUtcNow()) ? null : TooMany;

    private static Target At(IPAddress sender, Heartbeat heartbeat) =>
        new(heartbeat.Service, AddressOf(sender, heartbeat.Port), Instance: null) { Heartbeat = heartbeat };

    private static Uri AddressOf(IPAddress address, int port) =>
        new UriBuilder(Uri.UriSchemeHttp, address.ToString(), port).Uri;
}
