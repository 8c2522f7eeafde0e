using System.ComponentModel;

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

    [Description("30d for the last 30 days, 1M Europe/Berlin for a month of that calendar.")]
    public required string Window { get; init; }

    public required DateTimeOffset WindowFrom { get; init; }

    [Description("Later than now for a calendar's period that has not passed yet.")]
    public required DateTimeOffset WindowUntil { get; init; }

    [Description("Occurrences (events are counted) or Timeslices (minutes are).")]
    public required string BudgetingMethod { get; init; }

    [Description("Whose promise it is.")]
    public required string Service { get; init; }

    [Description("What is counted: minutes, requests, reads or probes.")]
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

    [Description("The value if all that was not observed was bad, and if it was good; null when coverage is enough.")]
    public required SliInterval? SliInterval { get; init; }

    [Description("The first observed minute of the window.")]
    public required DateTimeOffset? ObservedSince { get; init; }

    [Description("The error budget as a time: how much of the window may be bad.")]
    public required double BudgetSeconds { get; init; }

    [Description("What is left of that time; negative when overspent, null without events.")]
    public required double? BudgetSecondsLeft { get; init; }

    [Description("How long the rest of the budget lasts at the burn of the last hour; null when nothing burns.")]
    public required double? SecondsToExhaustion { get; init; }

    [Description("How long a whole budget lasts at the burn of the last hour; null when nothing burns.")]
    public required double? WholeBudgetSeconds { get; init; }

    [Description("How fast the budget was spent of late: 1 spends all of it over the window.")]
    public required IReadOnlyList<BurnReport> Burns { get; init; }

    [Description("The definition of what is counted.")]
    public required GenerationReport Generation { get; init; }

    [Description("The definition before an edit, which alerts follow until the new one has seen 90 % of what it has.")]
    public required PredecessorReport? Predecessor { get; init; }

    [Description("Member to the formula that gives it, with its numbers.")]
    public required IReadOnlyDictionary<string, string> Formula { get; init; }
}

/// <summary>One pair of windows; over the threshold in both, the alert of that urgency is due.</summary>
internal sealed record BurnReport(
    [property: Description("For example 1h.")] string LongWindow,
    string ShortWindow,
    [property: Description("Null without events in it.")] double? LongBurn,
    double? ShortBurn,
    double Threshold,
    [property: Description("page or ticket.")] string Urgency,
    [property: Description("How long a complete failure lasts until both are over the threshold.")]
    double DetectionSeconds,
    [property: Description("Percent of the window's budget that is spent by then.")] double SpentAtDetection,
    [property: Description("Less than 90 % of the long window was observed.")] bool LowCoverage);

/// <summary>What is counted, by a name that changes with it.</summary>
internal sealed record GenerationReport(string Id, DateTimeOffset Since);

/// <summary>Where an objective stands by the definition that it had before.</summary>
internal sealed record PredecessorReport(
    string Id, ObjectiveStatus State, double? SliValue, double? BudgetRemaining, double Coverage);

/// <summary>Counts up to the watermark.</summary>
internal sealed record ClosedCounts(DateTimeOffset Until, long Good, long Bad, long Total);

/// <summary>Percent of good events, at worst and at best.</summary>
internal sealed record SliInterval(double Worst, double Best);
