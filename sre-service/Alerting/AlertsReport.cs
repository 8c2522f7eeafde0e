using System.ComponentModel;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Alerting;

/// <summary>The answer of <c>GET /sre/alerts</c>.</summary>
internal sealed record AlertsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("OK; UNKNOWN when the readings are too old to say that nothing is wrong.")] string Status,
    IReadOnlyList<Alert> Alerts,
    int TotalAlerts,
    int CriticalAlerts,
    int WarningAlerts,
    [property: Description("What rules look for and is there, but not for long enough yet.")]
    IReadOnlyList<Alert> Pending,
    [property: Description("The process that started last or the objectives that came into force; null when neither was within the last day.")]
    string? LastChange,
    [property: Description("Processes that started within the last day, the newest first.")]
    IReadOnlyList<RecentStart> RecentStarts,
    [property: Description("Rules that have nothing to decide on: they are not quiet, they are blind.")]
    IReadOnlyList<RuleWithoutData> Undecided)
{
    public static AlertsReport Of(
        AlertList list, Replicas replicas, string? lastChange, Provenance provenance) => new(
        provenance.Now, provenance.DataAgeSeconds, provenance.Leader, replicas.Stale ? "UNKNOWN" : "OK", list.Alerts, list.Alerts.Count,
        list.Alerts.Count(alert => alert.Severity == Severity.Critical),
        list.Alerts.Count(alert => alert.Severity == Severity.Warning), list.Pending,
        lastChange, [.. RecentStart.Of(replicas.All, provenance.Now)],
        [.. list.NoData.Select(evaluation =>
            new RuleWithoutData(evaluation.Rule, evaluation.Component, evaluation.Subject, evaluation.Message))]);
}

internal sealed record RuleWithoutData(string Rule, string Component, string Subject, string Reason);
