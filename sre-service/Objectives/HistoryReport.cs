using System.ComponentModel;
using SreService.Queries;

namespace SreService.Objectives;

/// <summary>The answer of <c>GET /sre/slos/{id}/history</c>. Ratios are in percent.</summary>
internal sealed record HistoryReport(
    string Id, DateTimeOffset From, DateTimeOffset Until,
    [property: Description("For example 1h.")] string Step,
    [property: Description("Counted events: minutes, requests, reads or probes.")] string Unit,
    [property: Description("Counts before this time are final.")] DateTimeOffset ClosedUntil,
    IReadOnlyList<HistoryPoint> Points)
{
    /// <param name="sum">The counts of a period.</param>
    public static HistoryReport Of(
        SloStatus slo, HistoryQuery query, Func<DateTimeOffset, DateTimeOffset, WindowCounts> sum) => new(
        slo.Objective.Id, query.From, query.Until, Durations.Text(query.Step),
        slo.Objective.Indicator.Unit.ToString().ToLowerInvariant(), slo.ClosedUntil,
        [.. query.Steps.Select(step => HistoryPoint.Of(slo, step.From, step.Until, sum))]);
}

/// <summary>One step of the history.</summary>
internal sealed record HistoryPoint(
    DateTimeOffset From, DateTimeOffset Until, long Good, long Bad, long Total,
    [property: Description("Percent of good events; null without events.")] double? SliValue,
    [property: Description("Percent of the step's minutes that were observed.")] double Coverage,
    [property: Description("The value at worst and at best; null with enough coverage.")] SliInterval? SliInterval,
    [property: Description("Burn rate in the step; null without events.")] double? Burn,
    [property: Description("Percent of the budget left in the window ending with the step; null without events.")]
    double? BudgetRemaining,
    [property: Description("Percent of that window's minutes that were observed and are still stored.")]
    double WindowCoverage,
    [property: Description("How each member is computed, with its numbers.")]
    IReadOnlyDictionary<string, string> Formula)
{
    public static HistoryPoint Of(
        SloStatus slo, DateTimeOffset from, DateTimeOffset until,
        Func<DateTimeOffset, DateTimeOffset, WindowCounts> sum)
    {
        var budget = slo.Budget;
        var window = slo.Objective.Window.At(until);
        var (step, whole) = (sum(from, until), sum(window.From, until));
        return new(
            from, until, step.Good, step.Bad, step.Total, Percentages.Percent(step.Sli),
            Percentages.Percent(step.Coverage), step.Interval,
            Percentages.Rounded(budget.Burn(step.Good, step.Bad)),
            Percentages.Percent(budget.Remaining(whole.Good, whole.Bad)),
            Percentages.Percent(whole.Coverage), Explanations.Of(step, whole, budget));
    }
}
