using System.Text.Json;
using SreService.Alerting;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>
/// Prometheus Alertmanager, API v2. It groups and repeats by its own rules. It is sent suppressed alerts too, each with
/// a silence: one that it no longer hears of it takes for resolved.
/// </summary>
internal sealed class Alertmanager : IReceiverKind
{
    public string Name => nameof(Alertmanager);

    public Uri? Target(ReceiverSettings receiver) =>
        receiver.Url is null ? null : Address(receiver, "alerts");

    public IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver) =>
        receiver.Url is null ? [(nameof(receiver.Url), "is missing.")] : [];

    /// <summary>It forgets an alert that is not sent again within minutes.</summary>
    public NotificationTimers Timers(NotificationTimers configured) =>
        new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(1), TakesAll: true);

    public string GroupOf(Alert alert) => "";

    public HttpRequestMessage Request(Notification notification, ReceiverContext context) => JsonRequest.Post(
        Target(context.Receiver)!, AlertmanagerAlert.Of(notification, context.Console, context.Now),
        AlertmanagerJson.Default.AlertmanagerAlertArray, context.Secret);

    public async Task PrepareAsync(
        Notification notification, ReceiverContext context, Func<HttpRequestMessage, Task<byte[]>> send)
    {
        var all = Address(context.Receiver, "silences");
        var body = await send(JsonRequest.Of(HttpMethod.Get, all, context.Secret));
        var silences = JsonSerializer.Deserialize(body, AlertmanagerJson.Default.AlertmanagerSilenceArray) ?? [];
        foreach (var alert in notification.Firing.Where(alert => alert.IsSuppressed))
        {
            var known = silences.FirstOrDefault(silence => silence.IsOf(alert));
            var wanted = AlertmanagerSilence.Of(alert, known, context.Now);
            if (wanted != known)
            {
                await send(JsonRequest.Post(
                    all, wanted, AlertmanagerJson.Default.AlertmanagerSilence, context.Secret));
            }
        }

        Alert[] heard =
        [
            .. notification.Firing.Where(alert => !alert.IsSuppressed),
            .. notification.Resolved.Select(notified => notified.Alert),
        ];
        foreach (var over in silences.Where(silence => heard.Any(silence.IsOf)))
        {
            await send(JsonRequest.Of(
                HttpMethod.Delete, Address(context.Receiver, $"silence/{over.Id}"), context.Secret));
        }
    }

    private static Uri Address(ReceiverSettings receiver, string path) =>
        new($"{receiver.Url!.AbsoluteUri.TrimEnd('/')}/api/v2/{path}");
}
