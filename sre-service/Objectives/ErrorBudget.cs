namespace SreService.Objectives;

/// <summary>
/// The arithmetic of a promise, in decimals and unrounded (Google, The Site Reliability Workbook, chapters 2 and 5).
/// </summary>
/// <param name="Target">The promised share of good events, between 0 and 1, both excluded.</param>
internal readonly record struct ErrorBudget(decimal Target)
{
    /// <summary>The share of events that may be bad.</summary>
    public decimal Size => 1 - Target;

    /// <returns>The share of good events; null when there were none, which is not the same as all good.</returns>
    public static decimal? Sli(long good, long bad) => good + bad == 0 ? null : (decimal)good / (good + bad);

    /// <returns>
    /// How fast the budget is spent: 1 spends exactly all of it over the window; null without events.
    /// </returns>
    public decimal? Burn(long good, long bad) => (1 - Sli(good, bad)) / Size;

    /// <returns>The share of the budget that is left, negative when it is overspent; null without events.</returns>
    public decimal? Remaining(long good, long bad) => 1 - Burn(good, bad);

    /// <returns>How many more of as many events might have been bad, negative when too many were.</returns>
    public long BadLeft(long good, long bad) => (long)decimal.Floor((Size * (good + bad)) - bad);
}
