namespace SreService.Notifications.Messages;

/// <summary>One alert for <c>POST /api/v2/alerts</c> of Prometheus Alertmanager.</summary>
internal sealed record AlertmanagerAlert(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? GeneratorURL)
{
    /// <summary>
    /// An alert of which nothing is heard is taken for over after that long. It is told every minute; a new evaluator
    /// takes its place in less.
    /// </summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    public static AlertmanagerAlert[] Of(Notification notification, Uri? console, DateTimeOffset now) =>
    [
        .. notification.Firing.Select(alert => new AlertmanagerAlert(
            Messages.Labels.Of(alert), Messages.Labels.Annotations(alert, notification), alert.Since, now + Validity, console?.AbsoluteUri)),
        .. notification.Resolved.Select(notified => new AlertmanagerAlert(
            Messages.Labels.Of(notified.Alert), Messages.Labels.Annotations(notified.Alert, notification), notified.Alert.Since,
            notified.EndedAt ?? notification.At, console?.AbsoluteUri)),
    ];
}
