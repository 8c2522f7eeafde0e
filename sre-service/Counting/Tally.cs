namespace SreService.Counting;

/// <summary>
/// What was counted, in whole numbers that add up without loss: events, their time in microseconds, and how many took
/// at most each of <see cref="DurationEdges"/> (cumulative, as in Prometheus; empty for events without a duration).
/// </summary>
internal sealed class Tally(long count, long microseconds, long[] buckets)
{
    public static Tally Of(long count) => new(count, 0, []);

    public static Tally Nothing() => Of(0);

    public long Count { get; private set; } = count;

    public long Microseconds { get; private set; } = microseconds;

    public ReadOnlySpan<long> Buckets => buckets;

    public bool IsNothing => Count == 0 && Microseconds == 0;

    public void Add(Tally other)
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
    /// What was added since an earlier state of the same counter; null when it went back, as counters never do.
    /// </returns>
    public Tally? Since(Tally earlier)
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

        return new Tally(Count - earlier.Count, Microseconds - earlier.Microseconds, added);
    }

    public Tally Copy() => new(Count, Microseconds, [.. buckets]);
}
