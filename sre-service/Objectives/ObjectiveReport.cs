using System.ComponentModel;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>An objective as answers show it. Shares are percent.</summary>
internal sealed record ObjectiveReport
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    [Description("On /sre/slos: met, at_risk, exhausted or no_data. On /sre/dashboard: PASS, FAIL or NO_DATA.")]
    public required string Status { get; init; }

    [Description("met, at_risk (20 % of the budget left or less), exhausted or no_data.")]
    public required ObjectiveStatus State { get; init; }

    [Description("Why there is no value, or why it is to be taken with care; null otherwise.")]
    public required string? Reason { get; init; }

    [Description("Whether the budget is spent.")]
    public required bool IsCritical { get; init; }

    [Description("Percent.")]
    public required double SloTarget { get; init; }

    [Description("Percent of good events; null without events.")]
    public required double? SliValue { get; init; }

    [Description("Percent of the error budget; above 100 when overspent; null without events.")]
    public required double? BudgetConsumed { get; init; }

    [Description("Percent of the error budget; negative when overspent; null without events.")]
    public required double? BudgetRemaining { get; init; }

    [Description("How many more of as many events might have been bad; negative when too many were.")]
    public required long BadLeft { get; init; }

    public required int WindowDays { get; init; }

    [Description("What is counted: minutes, requests or reads.")]
    public required string Unit { get; init; }

    [Description("Good events of the window, up to the newest reading.")]
    public required long Good { get; init; }

    public required long Bad { get; init; }

    public required long Total { get; init; }

    [Description("The counts of the window up to the last closed minute; they do not change any more.")]
    public required ClosedCounts Closed { get; init; }

    [Description("Percent of the window's minutes that were observed.")]
    public required double Coverage { get; init; }

    [Description("Less than 90 % of the window was observed: the interval tells what the whole could be.")]
    public required bool LowCoverage { get; init; }

    [Description("The value if everything that was not observed was bad, and if it was good; null when coverage is enough.")]
    public required SliInterval? SliInterval { get; init; }

    [Description("The first observed minute of the window.")]
    public required DateTimeOffset? ObservedSince { get; init; }
}

/// <summary>Counts up to the watermark.</summary>
internal sealed record ClosedCounts(DateTimeOffset Until, long Good, long Bad, long Total);

/// <summary>Percent of good events, at worst and at best.</summary>
internal sealed record SliInterval(double Worst, double Best);

internal static class ObjectiveReports
{
    private const decimal EnoughCoverage = 0.9m;
    private const int Digits = 6;

    extension(Standing standing)
    {
        /// <param name="noDataReason">Why there is nothing yet,
        /// where more is known than that nothing was counted.</param>
        public ObjectiveReport Report(string? noDataReason)
        {
            var (objective, newest, closed) = (standing.Objective, standing.Newest, standing.Closed);
            var budget = new ErrorBudget(objective.Target);
            var sli = standing.Sli;
            return new ObjectiveReport
            {
                Id = objective.Id,
                Title = objective.Title,
                Description = objective.Description,
                Status = standing.Status.Text,
                State = standing.Status,
                Reason = sli is null ? noDataReason ?? NothingCounted(objective) : null,
                IsCritical = standing.Status == ObjectiveStatus.Exhausted,
                SloTarget = Percent(objective.Target),
                SliValue = Percent(sli),
                BudgetConsumed = Percent(budget.Burn(newest.Good, newest.Bad)),
                BudgetRemaining = Percent(budget.Remaining(newest.Good, newest.Bad)),
                BadLeft = budget.BadLeft(newest.Good, newest.Bad),
                WindowDays = (int)objective.Window.TotalDays,
                Unit = objective.Unit.ToString().ToLowerInvariant(),
                Good = newest.Good,
                Bad = newest.Bad,
                Total = newest.Good + newest.Bad,
                Closed = new(standing.ClosedUntil, closed.Good, closed.Bad, closed.Good + closed.Bad),
                Coverage = Percent(newest.Coverage),
                LowCoverage = newest.Coverage < EnoughCoverage,
                SliInterval = Interval(sli, newest.Coverage),
                ObservedSince = newest.ObservedSince,
            };
        }
    }

    /// <summary>
    /// What was not observed may have been all bad or all good, and is taken to have had as many events.
    /// </summary>
    private static SliInterval? Interval(decimal? sli, decimal coverage) =>
        sli is { } value && coverage < EnoughCoverage
        ? new(Percent(value * coverage), Percent((value * coverage) + 1 - coverage))
        : null;

    private static string NothingCounted(Objective objective) => objective.Unit switch
    {
        Unit.Minutes => "no minute with a probe has ended yet",
        Unit.Requests => "no request was counted in the window",
        _ => "no read was counted in the window",
    };

    // Rounded for the eye alone, and a double because a decimal would show its trailing zeros.
    private static double Percent(decimal share) => (double)Math.Round(share * 100, Digits);

    private static double? Percent(decimal? share) => share is { } value ? Percent(value) : null;
}
