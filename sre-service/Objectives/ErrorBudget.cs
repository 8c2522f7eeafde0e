namespace SreService.Objectives;

/// <summary>
/// Error budget arithmetic, in unrounded decimals (Google, The Site Reliability Workbook, chapters 2 and 5).
/// </summary>
/// <param name="Target">Target ratio of good events, between 0 and 1, both excluded.</param>
internal readonly record struct ErrorBudget(decimal Target)
{
    /// <summary>With a lower coverage of the window, its SLI is an interval.</summary>
    public const decimal EnoughCoverage = 0.9m;

    private const decimal ReachableShare = 0.9m;

    /// <summary>Ratio of events that may be bad.</summary>
    public decimal Size => 1 - Target;

    /// <summary>Burn rate if every event is bad.</summary>
    public decimal HighestBurn => 1 / Size;

    /// <returns>Ratio of good events; null without events.</returns>
    public static decimal? Sli(long good, long bad) => good + bad == 0 ? null : (decimal)good / (good + bad);

    /// <returns>
    /// Ratio of good events at worst and at best, if the unobserved part had as many events, all bad or all good;
    /// null without events.
    /// </returns>
    public static (decimal Worst, decimal Best)? Interval(long good, long bad, decimal coverage) =>
        Sli(good, bad) is { } sli ? (sli * coverage, (sli * coverage) + 1 - coverage) : null;

    /// <returns>
    /// Burn rate: 1 spends the whole budget over the window; null without events.
    /// </returns>
    public decimal? Burn(long good, long bad) => (1 - Sli(good, bad)) / Size;

    /// <returns>Ratio of the budget that remains, negative if overspent; null without events.</returns>
    public decimal? Remaining(long good, long bad) => 1 - Burn(good, bad);

    /// <returns>How many more of these events could have been bad; negative if too many were.</returns>
    public long BadLeft(long good, long bad) => (long)decimal.Floor((Size * (good + bad)) - bad);

    /// <summary>The budget as a time: the part of a window that may be bad.</summary>
    public TimeSpan Time(TimeSpan window) => window * (double)Size;

    /// <summary>
    /// Whether a threshold is reachable with some margin. At the highest burn rate every event would have
    /// to be bad.
    /// </summary>
    public bool CanReach(decimal burn) => burn <= ReachableShare * HighestBurn;

    /// <returns>
    /// Time from the start of a failure of that ratio of events until the long window's burn rate exceeds the
    /// threshold.
    /// </returns>
    public TimeSpan Detection(BurnPair pair, decimal badShare) =>
        pair.Long * (double)(pair.Threshold * Size / badShare);

    /// <returns>Ratio of the window's budget that is spent when the pair's threshold is reached.</returns>
    public static decimal SpentAtDetection(BurnPair pair, TimeSpan window) =>
        pair.Threshold * pair.Long.Ticks / window.Ticks;

    /// <returns>How long a whole budget lasts at that burn rate; null at rate 0.</returns>
    public static TimeSpan? Exhaustion(TimeSpan window, decimal? burn) =>
        burn is > 0 and { } rate ? Times(window, 1 / (double)rate) : null;

    /// <returns>
    /// How long the remaining budget lasts at that burn rate: zero if none remains, null at rate 0 or if unknown.
    /// </returns>
    public static TimeSpan? TimeLeft(TimeSpan window, decimal? remaining, decimal? burn) =>
        remaining is { } left && Exhaustion(window, burn) is { } whole ? Times(whole, (double)Math.Max(0, left)) : null;

    // Capped at the longest TimeSpan.
    private static TimeSpan Times(TimeSpan time, double factor) =>
        factor >= TimeSpan.MaxValue / time ? TimeSpan.MaxValue : time * factor;
}
