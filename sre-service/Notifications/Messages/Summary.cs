using System.Globalization;
using SreService.Alerting.Rules;

namespace SreService.Notifications.Messages;

/// <summary>A notification as text.</summary>
internal static class Summary
{
    /// <returns>One line: what is wrong, or what resolved.</returns>
    public static string Of(Notification notification)
    {
        if (notification.Firing is [var first, ..] firing)
        {
            var more = firing.Count > 1 ? $" (and {firing.Count - 1} more)" : "";
            return $"{Word(first.Severity)}: {first.Statement}{more}";
        }

        var resolved = notification.Resolved;
        return resolved.Count == 1
            ? $"Resolved: {resolved[0].Alert.Message}"
            : $"Resolved: all {resolved.Count} alerts of {notification.Group}";
    }

    /// <returns>One line for each alert.</returns>
    public static IEnumerable<string> Lines(Notification notification) =>
    [
        .. notification.Firing.Select(alert =>
            $"{Word(alert.Severity)} since {Time(alert.Since)}: {alert.Statement} ({alert.Runbook})"),
        .. notification.Resolved.Select(notified =>
            $"Resolved, from {Time(notified.Alert.Since)} to {Time(notified.EndedAt ?? notification.At)}: "
            + notified.Alert.Message),
    ];

    private static string Word(Severity severity) => severity == Severity.Critical ? "Critical" : "Warning";

    private static string Time(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
