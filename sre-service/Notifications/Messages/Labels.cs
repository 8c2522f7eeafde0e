using SreService.Alerting;
using SreService.Alerting.Rules;

namespace SreService.Notifications.Messages;

/// <summary>
/// An alert in the terms of Prometheus: labels identify it, so nothing that can change is one; annotations explain it.
/// </summary>
internal static class Labels
{
    public static Dictionary<string, string> Of(Alert alert)
    {
        var labels = new Dictionary<string, string>
        {
            ["alertname"] = alert.Rule,
            ["component"] = alert.Component,
            ["subject"] = alert.Subject,
        };
        if (alert.Objective is { } objective)
        {
            labels["objective"] = objective;
        }

        return labels;
    }

    public static Dictionary<string, string> Annotations(Alert alert, Notification notification)
    {
        var annotations = new Dictionary<string, string>
        {
            ["summary"] = alert.Statement,
            ["severity"] = alert.Severity == Severity.Critical ? "critical" : "warning",
            ["runbook"] = alert.Runbook,
        };
        Add("value", Measured(alert.Value, alert.Unit));
        Add("short_value", Measured(alert.ShortValue, alert.Unit));
        Add("threshold", Measured(alert.Threshold, alert.Unit));
        Add("budget_remaining", Measured(alert.BudgetRemaining, "percent"));
        Add("last_change", notification.LastChange);
        return annotations;

        void Add(string name, string? text)
        {
            if (text is not null)
            {
                annotations[name] = text;
            }
        }
    }

    /// <summary>The message alone: what was not so any more when it was sent no longer matters.</summary>
    public static Dictionary<string, string> Annotations(NotifiedAlert resolved, Notification notification) =>
        Annotations(resolved.Alert with { State = AlertState.Resolved, ResolvesAt = null }, notification);

    private static string? Measured(double? value, string? unit) =>
        value is null ? null : Invariant($"{value} {unit}").TrimEnd();
}
