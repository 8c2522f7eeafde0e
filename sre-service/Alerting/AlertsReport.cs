using System.ComponentModel;
using SreService.Scraping;

namespace SreService.Alerting;

/// <summary>The answer of <c>GET /sre/alerts</c>.</summary>
internal sealed record AlertsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    [property: Description("OK; UNKNOWN when the readings are too old to say that nothing is wrong.")] string Status,
    IReadOnlyList<Alert> Alerts,
    int TotalAlerts,
    int CriticalAlerts,
    int WarningAlerts,
    [property: Description("Rules that have nothing to decide on: they are not quiet, they are blind.")]
    IReadOnlyList<UndecidedRule> Undecided)
{
    public static AlertsReport Of(AlertList list, Replicas replicas, DateTimeOffset now) => new(
        now, replicas.AgeSeconds, replicas.Stale ? "UNKNOWN" : "OK", list.Alerts, list.Alerts.Count,
        list.Alerts.Count(alert => alert.Severity == Severity.Critical),
        list.Alerts.Count(alert => alert.Severity == Severity.Warning),
        [.. list.Undecided.Select(verdict =>
            new UndecidedRule(verdict.Rule, verdict.Component, verdict.Subject, verdict.Message))]);
}

internal sealed record UndecidedRule(string Rule, string Component, string Subject, string Reason);
