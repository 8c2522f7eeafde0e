using System.ComponentModel;
using SreService.Queries;

namespace SreService.Objectives;

/// <summary>The answer of <c>GET /sre/slos/{id}/history</c>. Shares are percent.</summary>
internal sealed record HistoryReport(
    string Id, DateTimeOffset From, DateTimeOffset Until,
    [property: Description("For example 1h.")] string Step,
    [property: Description("What is counted: minutes, requests, reads or probes.")] string Unit,
    [property: Description("Counts before this moment do not change any more.")] DateTimeOffset ClosedUntil,
    IReadOnlyList<HistoryPoint> Points)
{
    /// <param name="standing">The objective.</param>
    /// <param name="question">What is asked for.</param>
    /// <param name="sum">The counts from one moment up to another.</param>
    public static HistoryReport Of(
        Standing standing, HistoryQuestion question, Func<DateTimeOffset, DateTimeOffset, WindowCounts> sum) => new(
        standing.Objective.Id, question.From, question.Until, Durations.Text(question.Step),
        standing.Objective.Definition.Unit.ToString().ToLowerInvariant(), standing.ClosedUntil,
        [.. question.Steps.Select(step => HistoryPoint.Of(standing, step.From, step.Until, sum))]);
}

/// <summary>One step of the history.</summary>
internal sealed record HistoryPoint(
    DateTimeOffset From, DateTimeOffset Until, long Good, long Bad, long Total,
    [property: Description("Percent of good events; null without events.")] double? SliValue,
    [property: Description("Percent of the step's minutes that were observed.")] double Coverage,
    [property: Description("The value at worst and at best; null when coverage is enough.")] SliInterval? SliInterval,
    [property: Description("How fast the budget was spent in the step; null without events.")] double? Burn,
    [property: Description("Percent of the budget of the window that ends with the step, left; null without events.")]
    double? BudgetRemaining,
    [property: Description("Percent of that window's minutes that were observed and are still kept.")]
    double WindowCoverage,
    [property: Description("Member to the formula that gives it, with its numbers.")]
    IReadOnlyDictionary<string, string> Formula)
{
    public static HistoryPoint Of(
        Standing standing, DateTimeOffset from, DateTimeOffset until,
        Func<DateTimeOffset, DateTimeOffset, WindowCounts> sum)
    {
        var budget = standing.Budget;
        var window = standing.Objective.Window.At(until);
        var (step, whole) = (sum(from, until), sum(window.From, until));
        return new(
            from, until, step.Good, step.Bad, step.Total, Shares.Percent(step.Sli),
            Shares.Percent(step.Coverage), step.Interval,
            Shares.Rounded(budget.Burn(step.Good, step.Bad)),
            Shares.Percent(budget.Remaining(whole.Good, whole.Bad)),
            Shares.Percent(whole.Coverage), Formulas.Of(step, whole, budget));
    }
}
