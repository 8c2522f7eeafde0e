namespace SreService.Objectives;

/// <summary>
/// The arithmetic of a promise, in decimals and unrounded (Google, The Site Reliability Workbook, chapters 2 and 5).
/// </summary>
/// <param name="Target">The promised share of good events, between 0 and 1, both excluded.</param>
internal readonly record struct ErrorBudget(decimal Target)
{
    /// <summary>Where less of a window was observed, its value is no more than an interval.</summary>
    public const decimal EnoughCoverage = 0.9m;

    private const decimal ReachableShare = 0.9m;

    /// <summary>The share of events that may be bad.</summary>
    public decimal Size => 1 - Target;

    /// <summary>How fast the budget burns when every event is bad.</summary>
    public decimal HighestBurn => 1 / Size;

    /// <returns>The share of good events; null when there were none, which is not the same as all good.</returns>
    public static decimal? Sli(long good, long bad) => good + bad == 0 ? null : (decimal)good / (good + bad);

    /// <returns>
    /// The share of good events at worst and at best, if what was not observed had as many events, all bad or all good;
    /// null without events.
    /// </returns>
    public static (decimal Worst, decimal Best)? Interval(long good, long bad, decimal coverage) =>
        Sli(good, bad) is { } sli ? (sli * coverage, (sli * coverage) + 1 - coverage) : null;

    /// <returns>
    /// How fast the budget is spent: 1 spends exactly all of it over the window; null without events.
    /// </returns>
    public decimal? Burn(long good, long bad) => (1 - Sli(good, bad)) / Size;

    /// <returns>The share of the budget that is left, negative when it is overspent; null without events.</returns>
    public decimal? Remaining(long good, long bad) => 1 - Burn(good, bad);

    /// <returns>How many more of as many events might have been bad, negative when too many were.</returns>
    public long BadLeft(long good, long bad) => (long)decimal.Floor((Size * (good + bad)) - bad);

    /// <summary>The part of a window that may be bad: the budget as a time.</summary>
    public TimeSpan Time(TimeSpan window) => window * (double)Size;

    /// <summary>
    /// Whether a threshold can be crossed with something to spare. At the highest burn itself every event would have
    /// to be bad.
    /// </summary>
    public bool CanReach(decimal burn) => burn <= ReachableShare * HighestBurn;

    /// <returns>How long a new failure of that share of events lasts until the long window's burn is above.</returns>
    public TimeSpan Detection(BurnPair pair, decimal badShare) =>
        pair.Long * (double)(pair.Threshold * Size / badShare);

    /// <returns>The share of the window's budget that is spent when the pair's threshold is reached.</returns>
    public static decimal SpentAtDetection(BurnPair pair, TimeSpan window) =>
        pair.Threshold * pair.Long.Ticks / window.Ticks;

    /// <returns>How long a whole budget lasts at that burn; null when nothing burns.</returns>
    public static TimeSpan? Exhaustion(TimeSpan window, decimal? burn) =>
        burn is > 0 and { } rate ? Times(window, 1 / (double)rate) : null;

    /// <returns>
    /// How long what is left lasts at that burn: zero when nothing is left, null when nothing burns or is known.
    /// </returns>
    public static TimeSpan? TimeLeft(TimeSpan window, decimal? remaining, decimal? burn) =>
        remaining is { } left && Exhaustion(window, burn) is { } whole ? Times(whole, (double)Math.Max(0, left)) : null;

    // What is longer than a TimeSpan can be is as long as one can be.
    private static TimeSpan Times(TimeSpan time, double factor) =>
        factor >= TimeSpan.MaxValue / time ? TimeSpan.MaxValue : time * factor;
}
