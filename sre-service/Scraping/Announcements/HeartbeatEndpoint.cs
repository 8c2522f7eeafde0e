using System.Net;
using System.Text;
using Platform.Heartbeats;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Announcements;

/// <summary>
/// <c>POST /internal/heartbeats</c> on the management port: a process says that it is there and is read from then on.
/// </summary>
internal sealed class HeartbeatEndpoint(TrafficKey key, ScrapingSettings settings, Roster roster, TimeProvider clock)
{
    private const int MaxBytes = 4096;

    public Task AnswerAsync(HttpContext context) => Admission.AnswerAsync(context, key, TakeAsync);

    private async Task<Problem?> TakeAsync(HttpContext context)
    {
        var body = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > MaxBytes
            ? Admission.TooLarge
            : Take(Encoding.UTF8.GetString(body, 0, length), Admission.Sender(context));
    }

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
