namespace SreService.Objectives;

/// <summary>Ratios as percentages.</summary>
internal static class Percentages
{
    private const int Digits = 6;

    extension(WindowCounts counts)
    {
        /// <summary>Null with enough coverage or without events.</summary>
        public SliInterval? Interval =>
            counts.LowCoverage && ErrorBudget.Interval(counts.Good, counts.Bad, counts.Coverage) is var (worst, best)
            ? new(Percent(worst), Percent(best))
            : null;
    }

    // Rounded down, so that only a complete ratio is 100%; a double, which has no trailing zeros.
    public static double Percent(decimal share, int digits = Digits) =>
        (double)Math.Round(share * 100, digits, MidpointRounding.ToNegativeInfinity);

    public static double? Percent(decimal? share) => share is { } value ? Percent(value) : null;

    public static double? Rounded(decimal? value) => value is { } number ? (double)Math.Round(number, Digits) : null;
}
