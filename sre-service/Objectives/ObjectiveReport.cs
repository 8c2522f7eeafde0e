using System.ComponentModel;

namespace SreService.Objectives;

/// <summary>An objective and its error budget. Ratios are in percent.</summary>
internal sealed record ObjectiveReport
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    [Description(
        "met, at_risk, exhausted, no_data or unknown on /sre/slos; PASS, FAIL, NO_DATA or UNKNOWN on /sre/dashboard. "
        + "Unknown if the last evaluation round is too old.")]
    public required string Status { get; init; }

    [Description("met, at_risk (20% of the budget or less remains), exhausted or no_data.")]
    public required ObjectiveStatus State { get; init; }

    [Description("Why there is no value, or why it is uncertain; null otherwise.")]
    public required string? Reason { get; init; }

    [Description(
        "Whether the error budget is spent as measured; with low coverage, state says whether it certainly is.")]
    public required bool IsCritical { get; init; }

    [Description("Percent.")]
    public required double SloTarget { get; init; }

    [Description("Percent of good events; null without events.")]
    public required double? SliValue { get; init; }

    [Description("Percent of the error budget; above 100 if overspent; null without events.")]
    public required double? BudgetConsumed { get; init; }

    [Description("Percent of the error budget; negative if overspent; null without events.")]
    public required double? BudgetRemaining { get; init; }

    [Description("How many more of these events could have been bad; negative if too many were.")]
    public required long BadLeft { get; init; }

    public required int WindowDays { get; init; }

    [Description("30d for the last 30 days; 1M Europe/Berlin for a calendar month in that time zone.")]
    public required string Window { get; init; }

    public required DateTimeOffset WindowFrom { get; init; }

    [Description("End of the window; in the future for the current calendar period.")]
    public required DateTimeOffset WindowUntil { get; init; }

    [Description("Occurrences (counts events) or Timeslices (counts minutes).")]
    public required string BudgetingMethod { get; init; }

    [Description("The service.")]
    public required string Service { get; init; }

    [Description("Counted events: minutes, requests, reads, probes or events.")]
    public required string Unit { get; init; }

    [Description("Good events in the window, up to the newest scrape.")]
    public required long Good { get; init; }

    public required long Bad { get; init; }

    public required long Total { get; init; }

    [Description("Final counts of the window, up to the last closed minute.")]
    public required ClosedCounts Closed { get; init; }

    [Description("Percent of the window's minutes that were observed.")]
    public required double Coverage { get; init; }

    [Description("Whether less than 90% of the window was observed; the interval then bounds the value.")]
    public required bool LowCoverage { get; init; }

    [Description("The value if the unobserved part was all bad, and if all good; null with enough coverage.")]
    public required SliInterval? SliInterval { get; init; }

    [Description("The first observed minute of the window.")]
    public required DateTimeOffset? ObservedSince { get; init; }

    [Description("The error budget as a time: the part of the window that may be bad.")]
    public required double BudgetSeconds { get; init; }

    [Description("The rest of that time; negative if overspent, null without events.")]
    public required double? BudgetSecondsLeft { get; init; }

    [Description("How long the remaining budget lasts at the burn rate of the last hour; null at rate 0.")]
    public required double? SecondsToExhaustion { get; init; }

    [Description("How long a whole budget lasts at the burn rate of the last hour; null at rate 0.")]
    public required double? WholeBudgetSeconds { get; init; }

    [Description("Burn rates: 1 spends the whole budget over the window.")]
    public required IReadOnlyList<BurnReport> Burns { get; init; }

    [Description("The revision of the indicator.")]
    public required IndicatorRevisionReport Generation { get; init; }

    [Description("The revision before an edit, which alerts follow until the new one has 90% of its coverage.")]
    public required PredecessorReport? Predecessor { get; init; }

    [Description("How each member is computed, with its numbers.")]
    public required IReadOnlyDictionary<string, string> Formula { get; init; }
}

/// <summary>A pair of windows; an alert fires if both burn rates exceed the threshold.</summary>
internal sealed record BurnReport(
    [property: Description("For example 1h.")] string LongWindow,
    string ShortWindow,
    [property: Description("Null without events in it.")] double? LongBurn,
    double? ShortBurn,
    double Threshold,
    [property: Description("page or ticket.")] string Urgency,
    [property: Description("Time from the start of a complete failure until both exceed the threshold.")]
    double DetectionSeconds,
    [property: Description("Percent of the window's budget spent by then.")] double SpentAtDetection,
    [property: Description("Whether less than 90% of the long window was observed.")] bool LowCoverage);

/// <summary>A revision of an indicator.</summary>
internal sealed record IndicatorRevisionReport(string Id, DateTimeOffset Since);

/// <summary>Status of an objective by the previous revision of its indicator.</summary>
internal sealed record PredecessorReport(
    string Id, ObjectiveStatus State, double? SliValue, double? BudgetRemaining, double Coverage);

/// <summary>Counts up to the watermark.</summary>
internal sealed record ClosedCounts(DateTimeOffset Until, long Good, long Bad, long Total);

/// <summary>Percent of good events, at worst and at best.</summary>
internal sealed record SliInterval(double Worst, double Best);
