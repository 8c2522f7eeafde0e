using SreService.Alerting;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>Prometheus Alertmanager, API v2. It groups and repeats by its own rules.</summary>
internal sealed class Alertmanager : IReceiverKind
{
    public string Name => nameof(Alertmanager);

    public Uri? Target(ReceiverSettings receiver) =>
        receiver.Url is null ? null : new Uri($"{receiver.Url.AbsoluteUri.TrimEnd('/')}/api/v2/alerts");

    public IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver) =>
        receiver.Url is null ? [(nameof(receiver.Url), "is missing.")] : [];

    /// <summary>It forgets an alert that is not sent again within minutes.</summary>
    public NotificationTimers Timers(NotificationTimers configured) =>
        new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(1), RepeatsAll: true);

    public string GroupOf(Alert alert) => "";

    public HttpRequestMessage Request(Notification notification, ReceiverContext context) => JsonRequest.Post(
        Target(context.Receiver)!, AlertmanagerAlert.Of(notification, context.Console, context.Now),
        AlertmanagerJson.Default.AlertmanagerAlertArray, context.Secret);
}
