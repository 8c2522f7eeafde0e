using System.ComponentModel;
using SreService.Alerting;
using SreService.Leadership;
using SreService.Objectives;

namespace SreService.Events;

/// <summary>The outcome of an evaluation round.</summary>
internal sealed record RoundEvent(
    [property: Description("When the replicas were scraped.")] DateTimeOffset Timestamp,
    [property: Description("Seconds from the scrapes to this event.")] double DataAgeSeconds,
    LeaderReport Evaluator,
    IReadOnlyList<ObjectiveSummary> Objectives,
    [property: Description("All alerts in a state event; those that began or changed in a round event.")]
    IReadOnlyList<Alert> Alerts,
    [property: Description("Alerts that resolved, as of the round before.")] IReadOnlyList<Alert> Ended,
    int TotalAlerts,
    int CriticalAlerts);

internal sealed record ObjectiveSummary(
    string Id,
    [property: Description("met, at_risk, exhausted or no_data.")] string Status,
    [property: Description("Percent of good events; null without events.")] double? SliValue,
    [property: Description("Percent of the error budget; negative when overspent; null without events.")]
    double? BudgetRemaining,
    long Good,
    long Bad)
{
    public static ObjectiveSummary Of(SloStatus slo)
    {
        var report = slo.Report(before: null, noDataReason: null);
        return new(report.Id, report.Status, report.SliValue, report.BudgetRemaining, report.Good, report.Bad);
    }
}

internal static class AlertNews
{
    extension(AlertList list)
    {
        /// <returns>The alerts that began or changed.</returns>
        public IReadOnlyList<Alert> ChangedSince(AlertList before) =>
            [.. list.Alerts.Where(alert => !before.Alerts.Any(earlier => earlier.Key == alert.Key
                && (earlier.State, earlier.Severity, earlier.InhibitedBy, earlier.ResolvesAt)
                    == (alert.State, alert.Severity, alert.InhibitedBy, alert.ResolvesAt)))];

        /// <returns>The alerts that resolved.</returns>
        public IReadOnlyList<Alert> EndedSince(AlertList before) =>
            [.. before.Alerts.Where(earlier => !list.Alerts.Any(alert => earlier.Key == alert.Key))];
    }
}
