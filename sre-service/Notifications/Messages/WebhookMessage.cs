using System.Text.Json.Serialization;

namespace SreService.Notifications.Messages;

/// <summary>The JSON of Alertmanager's webhooks, version 4, and a member of our own that tells repeated messages.</summary>
internal sealed record WebhookMessage(
    string Version, string GroupKey, int TruncatedAlerts, string Status, string Receiver,
    IReadOnlyDictionary<string, string> GroupLabels, IReadOnlyDictionary<string, string> CommonLabels,
    IReadOnlyDictionary<string, string> CommonAnnotations, string? ExternalURL, IReadOnlyList<WebhookAlert> Alerts,
    [property: JsonPropertyName("dedup_key")] string DedupKey)
{
    public static WebhookMessage Of(Notification notification, string receiver, Uri? console)
    {
        WebhookAlert[] alerts =
        [
            .. notification.Firing.Select(alert => new WebhookAlert(
                "firing", Labels.Of(alert), Labels.Annotations(alert, notification), alert.Since, default, console?.AbsoluteUri,
                $"{alert.Rule}/{alert.Subject}")),
            .. notification.Resolved.Select(notified => new WebhookAlert(
                "resolved", Labels.Of(notified.Alert), Labels.Annotations(notified.Alert, notification), notified.Alert.Since,
                notified.EndedAt ?? notification.At, console?.AbsoluteUri, $"{notified.Alert.Rule}/{notified.Alert.Subject}")),
        ];
        return new(
            "4", $"{{}}:{{component=\"{notification.Group}\"}}", 0,
            notification.IsResolved ? "resolved" : "firing", receiver,
            new Dictionary<string, string> { ["component"] = notification.Group },
            Common(alerts, alert => alert.Labels), Common(alerts, alert => alert.Annotations), console?.AbsoluteUri, alerts,
            notification.DedupKey);
    }

    private static Dictionary<string, string> Common(
        WebhookAlert[] alerts, Func<WebhookAlert, IReadOnlyDictionary<string, string>> texts) =>
        texts(alerts[0])
            .Where(first => alerts.All(alert => texts(alert).GetValueOrDefault(first.Key) == first.Value))
            .ToDictionary();
}

/// <param name="Status">firing or resolved.</param>
/// <param name="Labels">What tells it apart.</param>
/// <param name="Annotations">What explains it.</param>
/// <param name="StartsAt">When what it is about began.</param>
/// <param name="EndsAt">When it was over; the year 1 while it is not, as Alertmanager has it.</param>
/// <param name="GeneratorURL">Where to look.</param>
/// <param name="Fingerprint">The same for the same labels.</param>
internal sealed record WebhookAlert(
    string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? GeneratorURL, string Fingerprint);
