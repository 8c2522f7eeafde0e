namespace SreService.Objectives;

/// <summary>
/// Burn rate over a window. With low coverage the rate is an interval: the unobserved
/// part may have had as many events, all good or all bad.
/// </summary>
internal readonly record struct Burn(WindowCounts Counts, ErrorBudget Budget)
{
    /// <summary>Null without events.</summary>
    public decimal? Rate => Budget.Burn(Counts.Good, Counts.Bad);

    /// <summary>Whether coverage is sufficient. The current minute may have no data yet.</summary>
    public bool IsObserved => Counts.CoveredMinutes >= ErrorBudget.EnoughCoverage * (Counts.ExpectedMinutes - 1);

    /// <summary>Whether the rate is a number, not an interval.</summary>
    public bool IsKnown => IsObserved && Rate is not null;

    /// <summary>Ratio of the budget that remains after the window; null without events.</summary>
    public decimal? Left => 1 - Rate;

    /// <summary>The same if everything in the unobserved part was good.</summary>
    public decimal? LeftAtBest => 1 - Least;

    private decimal? Least => IsObserved ? Rate : Rate * Counts.Coverage;

    private decimal? Most => IsObserved ? Rate : (1 - (Counts.Sli * Counts.Coverage)) / Budget.Size;

    public static Burn Over(SloStatus slo, TimeSpan window) => new(slo.Last(window), slo.Budget);

    /// <summary>Whether it is above the threshold, whatever happened in the unobserved part.</summary>
    public bool IsAbove(decimal threshold) => Least > threshold;

    /// <summary>Whether it is at least the threshold, whatever happened in the unobserved part.</summary>
    public bool IsAtLeast(decimal threshold) => Least >= threshold;

    /// <summary>Whether it is at most the threshold, whatever happened in the unobserved part.</summary>
    public bool IsAtMost(decimal threshold) => Most <= threshold;
}
