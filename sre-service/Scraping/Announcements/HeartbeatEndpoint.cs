using System.Net;
using Platform.Heartbeats;
using Platform.Problems;
using Platform.Requests;
using SreService.Management;

namespace SreService.Scraping.Announcements;

/// <summary>
/// <c>POST /internal/heartbeats</c> on the management port: a process says that it is there and is read from then on.
/// </summary>
internal sealed class HeartbeatEndpoint(TrafficKey key, ScrapingSettings settings, Roster roster, TimeProvider clock)
{
    public Task AnswerAsync(HttpContext context) => Admission.AnswerAsync(context, key, TakeAsync);

    private async Task<IResult?> TakeAsync(HttpContext context) =>
        await Admission.ReadTextAsync(context) is { } text ? Take(text, Admission.Sender(context)) : Admission.TooLarge;

    private Problem? Take(string text, IPAddress? sender)
    {
        var (heartbeat, faults) = HeartbeatText.Read(text, settings.Knows);
        return heartbeat is null ? Admission.Invalid(faults)
            : sender is null || !roster.See(At(sender, heartbeat), clock.GetUtcNow()) ? Admission.TooMany
            : null;
    }

    private static Target At(IPAddress sender, Heartbeat heartbeat) =>
        new(heartbeat.Service, AddressOf(sender, heartbeat.Port), Instance: null) { Announced = heartbeat };

    private static Uri AddressOf(IPAddress address, int port) =>
        new UriBuilder(Uri.UriSchemeHttp, address.ToString(), port).Uri;
}
