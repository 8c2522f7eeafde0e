namespace SreService.Objectives;

/// <summary>Shares as answers show them.</summary>
internal static class Shares
{
    private const int Digits = 6;

    extension(WindowCounts counts)
    {
        /// <summary>Null when coverage is enough or there were no events.</summary>
        public SliInterval? Interval =>
            counts.LowCoverage && ErrorBudget.Interval(counts.Good, counts.Bad, counts.Coverage) is var (worst, best)
            ? new(Percent(worst), Percent(best))
            : null;
    }

    // Cut for the eye alone, downwards, so that nothing but all is 100 %; a double, which has no zeros at its end.
    public static double Percent(decimal share, int digits = Digits) =>
        (double)Math.Round(share * 100, digits, MidpointRounding.ToNegativeInfinity);

    public static double? Percent(decimal? share) => share is { } value ? Percent(value) : null;

    public static double? Rounded(decimal? value) => value is { } number ? (double)Math.Round(number, Digits) : null;
}
