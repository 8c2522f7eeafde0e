using System.Text.Json.Serialization;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>One alert for <c>POST /api/v2/alerts</c> of Prometheus Alertmanager.</summary>
internal sealed record AlertmanagerAlert(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? GeneratorURL)
{
    /// <summary>
    /// After that long without an update Alertmanager takes an alert for resolved. It is sent every minute, and a new
    /// leader takes over in less.
    /// </summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    public static AlertmanagerAlert[] Of(Notification notification, Uri? console, DateTimeOffset now) =>
    [
        .. notification.Firing.Select(alert => new AlertmanagerAlert(
            Messages.Labels.Of(alert), Messages.Labels.Annotations(alert, notification), alert.Since, now + Validity,
            console?.AbsoluteUri)),
        .. notification.Resolved.Select(notified => new AlertmanagerAlert(
            Messages.Labels.Of(notified.Alert), Messages.Labels.Annotations(notified, notification),
            notified.Alert.Since, notified.EndedAt ?? notification.At, console?.AbsoluteUri)),
    ];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertmanagerAlert[]))]
[JsonSerializable(typeof(AlertmanagerSilence[]))]
internal sealed partial class AlertmanagerJson : JsonSerializerContext;
