using SreService.Counting;

namespace SreService.Health;

/// <summary>Good and bad events of a short time.</summary>
internal readonly record struct FailureShare(long Good, long Bad)
{
    /// <summary>Fewer failures say nothing.</summary>
    private const int Fewest = 5;
    private const double Notable = 5;
    private const double Most = 50;

    public long Total => Good + Bad;

    /// <summary>Percent of bad events; null without events.</summary>
    public double? Percent => Total == 0 ? null : Math.Round(100.0 * Bad / Total, 3);

    /// <summary>At least 5 failures, and 5% of all.</summary>
    public bool IsNotable => Bad >= Fewest && Percent >= Notable;

    /// <summary>At least 5 failures, and half of all.</summary>
    public bool IsMost => Bad >= Fewest && Percent >= Most;

    public static FailureShare Of(
        IReadOnlyDictionary<SeriesKey, Histogram> counts, string measure, string service) =>
        Of(counts.Where(count => count.Key.Measure == measure && count.Key.Service == service));

    public static FailureShare Of(IEnumerable<KeyValuePair<SeriesKey, Histogram>> counts)
    {
        var (good, bad) = (0L, 0L);
        foreach (var (key, histogram) in counts)
        {
            good += key.Outcome == EventOutcome.Good ? histogram.Count : 0;
            bad += key.Outcome == EventOutcome.Bad ? histogram.Count : 0;
        }

        return new(good, bad);
    }
}
