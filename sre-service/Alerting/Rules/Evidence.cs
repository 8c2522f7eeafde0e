namespace SreService.Alerting.Rules;

/// <summary>
/// Whether the bad events are more than chance gives a service that meets its target. With little traffic a single
/// failure burns the budget fast and means nothing.
/// </summary>
internal static class Evidence
{
    /// <summary>So many bad events are evidence, whatever the traffic.</summary>
    private const int EnoughBad = 10;

    private const double Significance = 0.01;

    /// <param name="budget">The share of events that may be bad, 0 to 1.</param>
    public static bool IsEnough(long bad, long total, decimal budget) =>
        bad >= EnoughBad || (bad > 0 && AtLeast(bad, total, (double)budget) < Significance);

    /// <returns>
    /// The probability of so many bad events or more, when each is bad with that probability: the upper tail of the
    /// binomial distribution.
    /// </returns>
    internal static double AtLeast(long bad, long total, double share)
    {
        // P(0), and each next from the one before: P(k+1) = P(k) · (n − k)/(k + 1) · p/(1 − p). Fewer than ten of them.
        var (fewer, term) = (0.0, Math.Pow(1 - share, total));
        for (var count = 0L; count < bad; count++)
        {
            fewer += term;
            term *= (double)(total - count) / (count + 1) * share / (1 - share);
        }

        return Math.Clamp(1 - fewer, 0, 1);
    }
}
