using System.ComponentModel;
using SreService.Alerting.Rules;

namespace SreService.Alerting;

/// <summary>An alert changed its state or severity, or was inhibited, silenced or acknowledged.</summary>
internal sealed record AlertChange(
    DateTimeOffset At,
    string Rule,
    string Subject,
    string Component,
    Severity Severity,
    [property: Description("The new state.")] AlertState State,
    string Message,
    double? Value,
    double? Threshold,
    string? Unit,
    [property: Description("When the condition began.")] DateTimeOffset Since,
    [property: Description("The alert that reports the same problem or its cause, as rule and subject.")]
    string? InhibitedBy,
    [property: Description("Author of the silence.")] string? SilencedBy,
    [property: Description("Who acknowledged it.")] string? AcknowledgedBy);

/// <summary>What changed from one round to the next.</summary>
internal static class AlertChanges
{
    public static IEnumerable<AlertChange> Between(AlertList before, AlertList after, DateTimeOffset now)
    {
        var (earlier, later) = (All(before), All(after));
        return later.Values
            .Where(alert => earlier.GetValueOrDefault(alert.Key) is not { } known || Kind(known) != Kind(alert))
            .Concat(earlier.Values.Where(alert => !later.ContainsKey(alert.Key))
                .Select(alert => alert with { State = AlertState.Resolved }))
            .Select(alert => new AlertChange(
                now, alert.Rule, alert.Subject, alert.Component, alert.Severity, alert.State, alert.Message,
                alert.Value, alert.Threshold, alert.Unit, alert.Since, alert.InhibitedBy, alert.SilencedBy,
                alert.AcknowledgedBy));
    }

    private static Dictionary<(string, string), Alert> All(AlertList list) =>
        list.Alerts.Concat(list.Pending).ToDictionary(alert => alert.Key);

    private static (AlertState, Severity, string?, string?, string?) Kind(Alert alert) =>
        (alert.State, alert.Severity, alert.InhibitedBy, alert.SilencedBy, alert.AcknowledgedBy);
}
