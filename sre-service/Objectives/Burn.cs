namespace SreService.Objectives;

/// <summary>
/// How fast the budget burns over a window. Where too little of it was observed, the rate is an interval: what was not
/// seen may have had as many events, all good or all bad.
/// </summary>
internal readonly record struct Burn(WindowCounts Counts, ErrorBudget Budget)
{
    /// <summary>Null without events.</summary>
    public decimal? Rate => Budget.Burn(Counts.Good, Counts.Bad);

    /// <summary>Whether enough was observed. The minute that is running may have nothing yet.</summary>
    public bool IsObserved => Counts.CoveredMinutes >= ErrorBudget.EnoughCoverage * (Counts.ExpectedMinutes - 1);

    /// <summary>Whether it is a number rather than an interval.</summary>
    public bool IsKnown => IsObserved && Rate is not null;

    private decimal? Least => IsObserved ? Rate : Rate * Counts.Coverage;

    private decimal? Most => IsObserved ? Rate : (1 - (Counts.Sli * Counts.Coverage)) / Budget.Size;

    public static Burn Over(Standing standing, TimeSpan window) => new(standing.Last(window), standing.Budget);

    /// <summary>Whether it is above, whatever happened in what was not observed.</summary>
    public bool IsAbove(decimal threshold) => Least > threshold;

    /// <summary>Whether it is not below, whatever happened in what was not observed.</summary>
    public bool IsAtLeast(decimal threshold) => Least >= threshold;

    /// <summary>Whether it is not above, whatever happened in what was not observed.</summary>
    public bool IsAtMost(decimal threshold) => Most <= threshold;
}
