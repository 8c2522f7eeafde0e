using System.Text.Json.Serialization;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>
/// The JSON of Alertmanager's webhooks, version 4, and one member more: <c>dedup_key</c>, the same for all messages of
/// a group.
/// </summary>
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
                "firing", Labels.Of(alert), Labels.Annotations(alert, notification), alert.Since, EndsAt: default,
                console?.AbsoluteUri, $"{alert.Rule}/{alert.Subject}")),
            .. notification.Resolved.Select(notified => new WebhookAlert(
                "resolved", Labels.Of(notified.Alert), Labels.Annotations(notified, notification),
                notified.Alert.Since, notified.EndedAt ?? notification.At, console?.AbsoluteUri,
                $"{notified.Alert.Rule}/{notified.Alert.Subject}")),
        ];
        return new(
            "4", $"{{}}:{{component=\"{notification.Group}\"}}", 0,
            notification.IsResolved ? "resolved" : "firing", receiver,
            new Dictionary<string, string> { ["component"] = notification.Group },
            Common(alerts, alert => alert.Labels), Common(alerts, alert => alert.Annotations), console?.AbsoluteUri,
            alerts, notification.DedupKey);
    }

    private static Dictionary<string, string> Common(
        WebhookAlert[] alerts, Func<WebhookAlert, IReadOnlyDictionary<string, string>> texts) =>
        texts(alerts[0])
            .Where(first => alerts.All(alert => texts(alert).GetValueOrDefault(first.Key) == first.Value))
            .ToDictionary();
}

/// <param name="Status">firing or resolved.</param>
/// <param name="StartsAt">When the condition began.</param>
/// <param name="EndsAt">When it resolved; the year 1 while it has not, as in Alertmanager.</param>
/// <param name="Fingerprint">The same for the same labels.</param>
internal sealed record WebhookAlert(
    string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? GeneratorURL, string Fingerprint);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
