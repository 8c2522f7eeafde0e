namespace SreService.Counting;

/// <summary>
/// Counts in whole numbers that add up exactly: events, their total microseconds, and how many took
/// at most each of <see cref="DurationEdges"/> (cumulative, as in Prometheus; empty for events without a duration).
/// </summary>
internal sealed class Histogram(long count, long microseconds, long[] buckets)
{
    public static Histogram Of(long count) => new(count, 0, []);

    public static Histogram Empty() => Of(0);

    public long Count { get; private set; } = count;

    public long Microseconds { get; private set; } = microseconds;

    public ReadOnlySpan<long> Buckets => buckets;

    public bool IsEmpty => Count == 0 && Microseconds == 0;

    public void Add(Histogram other)
    {
        Count += other.Count;
        Microseconds += other.Microseconds;
        if (buckets.Length < other.Buckets.Length)
        {
            buckets = [.. buckets, .. new long[other.Buckets.Length - buckets.Length]];
        }

        for (var edge = 0; edge < other.Buckets.Length; edge++)
        {
            buckets[edge] += other.Buckets[edge];
        }
    }

    /// <returns>
    /// The delta since an earlier state of the counter; null after a counter reset.
    /// </returns>
    public Histogram? Since(Histogram earlier)
    {
        if (Count < earlier.Count || Microseconds < earlier.Microseconds || buckets.Length != earlier.Buckets.Length)
        {
            return null;
        }

        var added = new long[buckets.Length];
        for (var edge = 0; edge < added.Length; edge++)
        {
            added[edge] = buckets[edge] - earlier.Buckets[edge];
            if (added[edge] < 0)
            {
                return null;
            }
        }

        return new Histogram(Count - earlier.Count, Microseconds - earlier.Microseconds, added);
    }

    public Histogram Copy() => new(Count, Microseconds, [.. buckets]);
}
