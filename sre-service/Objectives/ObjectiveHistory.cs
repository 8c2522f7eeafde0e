using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// The slices of an objective's window, a place for every minute: a sum over 30 days is one pass over an array.
/// </summary>
internal sealed class ObjectiveHistory(int windowMinutes)
{
    private readonly Lock _gate = new();
    private readonly Entry[] _ring = new Entry[windowMinutes];

    public void Set(DateTimeOffset minute, Slice slice)
    {
        lock (_gate)
        {
            var number = Number(minute);
            ref var entry = ref _ring[number % _ring.Length];
            if (number >= entry.Number)
            {
                entry = new Entry(number, slice);
            }
        }
    }

    /// <summary>The sums of the window that ends with a minute.</summary>
    /// <param name="lastMinute">The last minute of the window.</param>
    /// <param name="until">The minutes from this one on are left out.</param>
    public WindowCounts Sum(DateTimeOffset lastMinute, DateTimeOffset until)
    {
        var (last, end) = (Number(lastMinute), Number(until));
        long good = 0, bad = 0, first = long.MaxValue;
        var covered = 0;
        lock (_gate)
        {
            foreach (var (number, slice) in _ring)
            {
                if (number > last - _ring.Length && number < end)
                {
                    good += slice.Good;
                    bad += slice.Bad;
                    covered += slice.Covered ? 1 : 0;
                    first = slice.Covered ? Math.Min(first, number) : first;
                }
            }
        }

        return new WindowCounts(good, bad, covered, _ring.Length, first == long.MaxValue ? null : Minute(first));
    }

    /// <returns>
    /// The slices of all minutes that lie in that time, wholly or partly; oldest first, without gaps filled.
    /// </returns>
    public IReadOnlyList<(DateTimeOffset Minute, Slice Slice)> Between(DateTimeOffset from, DateTimeOffset until)
    {
        lock (_gate)
        {
            return [.. _ring
                .Where(entry => entry.Number > 0 && entry.Number >= Number(from) && Minute(entry.Number) < until)
                .OrderBy(entry => entry.Number)
                .Select(entry => (Minute(entry.Number), entry.Slice))];
        }
    }

    private static long Number(DateTimeOffset minute) => minute.UtcTicks / Minutes.One.Ticks;

    private static DateTimeOffset Minute(long number) => new(number * Minutes.One.Ticks, TimeSpan.Zero);

    private readonly record struct Entry(long Number, Slice Slice);
}

/// <summary>The slices of a window, added up.</summary>
/// <param name="Good">Good events.</param>
/// <param name="Bad">Bad events.</param>
/// <param name="CoveredMinutes">Minutes that were observed.</param>
/// <param name="ExpectedMinutes">Minutes that the window has.</param>
/// <param name="ObservedSince">The first observed minute; null when none was.</param>
internal sealed record WindowCounts(
    long Good, long Bad, int CoveredMinutes, int ExpectedMinutes, DateTimeOffset? ObservedSince)
{
    public decimal Coverage => (decimal)CoveredMinutes / ExpectedMinutes;
}
