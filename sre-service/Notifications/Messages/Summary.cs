using System.Globalization;
using SreService.Alerting;

namespace SreService.Notifications.Messages;

/// <summary>A message in words.</summary>
internal static class Summary
{
    /// <returns>One line: what is wrong, or that it is over.</returns>
    public static string Of(Notification notification)
    {
        if (notification.Firing is [var first, ..] firing)
        {
            var more = firing.Count > 1 ? $" (and {firing.Count - 1} more)" : "";
            return $"{Word(first.Severity)}: {first.Message}{more}";
        }

        var over = notification.Resolved;
        return over.Count == 1 ? $"Over: {over[0].Alert.Message}" : $"Over: all {over.Count} alerts of {notification.Group}";
    }

    /// <returns>A line for each alert.</returns>
    public static IEnumerable<string> Lines(Notification notification) =>
    [
        .. notification.Firing.Select(alert =>
            $"{Word(alert.Severity)} since {Time(alert.Since)}: {alert.Message} ({alert.Runbook})"),
        .. notification.Resolved.Select(notified =>
            $"Over, from {Time(notified.Alert.Since)} to {Time(notified.EndedAt ?? notification.At)}: {notified.Alert.Message}"),
    ];

    private static string Word(Severity severity) => severity == Severity.Critical ? "Critical" : "Warning";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
