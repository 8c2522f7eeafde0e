using System.ComponentModel;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Alerting;

/// <summary>The answer of <c>GET /sre/alerts</c>.</summary>
internal sealed record AlertsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("OK; UNKNOWN when the data is too old to rely on.")] string Status,
    IReadOnlyList<Alert> Alerts,
    int TotalAlerts,
    int CriticalAlerts,
    int WarningAlerts,
    [property: Description("Alerts whose condition is not true for long enough yet.")]
    IReadOnlyList<Alert> Pending,
    [property: Description("The last process start or change of objectives; null when there was none within a day.")]
    string? LastChange,
    [property: Description("Processes that started within the last day, newest first.")]
    IReadOnlyList<RecentStart> RecentStarts,
    [property: Description("Rules that are inconclusive for lack of data.")]
    IReadOnlyList<RuleWithoutData> Undecided)
{
    public static AlertsReport Of(
        AlertList list, Replicas replicas, string? lastChange, Provenance provenance) => new(
        provenance.Now, provenance.DataAgeSeconds, provenance.Leader, replicas.Stale ? "UNKNOWN" : "OK", list.Alerts,
        list.Alerts.Count,
        list.Alerts.Count(alert => alert.Severity == Severity.Critical),
        list.Alerts.Count(alert => alert.Severity == Severity.Warning), list.Pending,
        lastChange, [.. RecentStart.Of(replicas.All, provenance.Now)],
        [.. list.NoData.Select(evaluation =>
            new RuleWithoutData(evaluation.Rule, evaluation.Component, evaluation.Subject, evaluation.Message))]);
}

internal sealed record RuleWithoutData(string Rule, string Component, string Subject, string Reason);
