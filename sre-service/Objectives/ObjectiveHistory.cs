using SreService.Counting;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// The slices of one revision, one entry for every kept minute, and the sums of whole hours: a sum
/// over 30 days is one over 720 hours.
/// </summary>
internal sealed class ObjectiveHistory
{
    private const int MinutesOfHour = 60;

    private readonly Lock _gate = new();
    private readonly Entry[] _ring;
    private readonly Hour[] _hours;

    /// <param name="kept">How long slices are kept; whole hours.</param>
    public ObjectiveHistory(TimeSpan kept)
    {
        _hours = new Hour[(int)kept.TotalHours];
        _ring = new Entry[_hours.Length * MinutesOfHour];
    }

    public void Set(DateTimeOffset minute, Slice slice) => Put(minute, slice, over: true);

    /// <summary>Adds a slice for a minute that has none.</summary>
    public void Fill(DateTimeOffset minute, Slice slice) => Put(minute, slice, over: false);

    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_ring);
            Array.Clear(_hours);
        }
    }

    /// <summary>The sum of the minutes from one (inclusive) to another (exclusive).</summary>
    public WindowCounts Sum(DateTimeOffset from, DateTimeOffset until)
    {
        var (start, end) = (Number(from), Number(until));
        long good = 0, bad = 0;
        var covered = 0;
        long? first = null;
        lock (_gate)
        {
            for (var number = Math.Max(start, end - _ring.Length); number < end; number++)
            {
                if (number % MinutesOfHour == 0 && number + MinutesOfHour <= end
                    && HourOf(number) is var hour && (first is not null || hour.Covered == 0))
                {
                    good += hour.Good;
                    bad += hour.Bad;
                    covered += hour.Covered;
                    number += MinutesOfHour - 1;
                    continue;
                }

                var entry = _ring[number % _ring.Length];
                if (entry.Number != number)
                {
                    continue;
                }

                good += entry.Slice.Good;
                bad += entry.Slice.Bad;
                if (entry.Slice.Covered)
                {
                    covered++;
                    first ??= number;
                }
            }
        }

        return new WindowCounts(
            good, bad, covered, (int)Math.Max(0, end - start), first is { } minute ? Minute(minute) : null);
    }

    /// <returns>
    /// The slices of all minutes that overlap the period, oldest first; gaps stay gaps.
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

    private void Put(DateTimeOffset minute, Slice slice, bool over)
    {
        lock (_gate)
        {
            var number = Number(minute);
            ref var entry = ref _ring[number % _ring.Length];
            ref var hour = ref _hours[number / MinutesOfHour % _hours.Length];
            if (number < entry.Number || number / MinutesOfHour < hour.Number || (!over && number == entry.Number))
            {
                return;
            }

            if (hour.Number != number / MinutesOfHour)
            {
                hour = new Hour(number / MinutesOfHour, 0, 0, 0);
            }

            hour = hour.With(slice, replaced: entry.Number == number ? entry.Slice : default);
            entry = new Entry(number, slice);
        }
    }

    /// <returns>The sums of the hour that starts with that minute; zero if it is not kept.</returns>
    private Hour HourOf(long number) =>
        _hours[number / MinutesOfHour % _hours.Length] is var hour && hour.Number == number / MinutesOfHour
            ? hour
            : default;

    private static long Number(DateTimeOffset minute) => minute.UtcTicks / Minutes.One.Ticks;

    private static DateTimeOffset Minute(long number) => new(number * Minutes.One.Ticks, TimeSpan.Zero);

    private readonly record struct Entry(long Number, Slice Slice);

    private readonly record struct Hour(long Number, long Good, long Bad, int Covered)
    {
        public Hour With(Slice added, Slice replaced) => new(
            Number, Good + added.Good - replaced.Good, Bad + added.Bad - replaced.Bad,
            Covered + (added.Covered ? 1 : 0) - (replaced.Covered ? 1 : 0));
    }
}

/// <summary>The sum of the slices of a period.</summary>
/// <param name="CoveredMinutes">Observed minutes.</param>
/// <param name="ExpectedMinutes">Minutes of the period.</param>
/// <param name="ObservedSince">The first observed minute; null if none.</param>
internal sealed record WindowCounts(
    long Good, long Bad, int CoveredMinutes, int ExpectedMinutes, DateTimeOffset? ObservedSince)
{
    public long Total => Good + Bad;

    /// <summary>Ratio of observed minutes; 0 for an empty period.</summary>
    public decimal Coverage => ExpectedMinutes == 0 ? 0 : (decimal)CoveredMinutes / ExpectedMinutes;

    public bool LowCoverage => Coverage < ErrorBudget.EnoughCoverage;

    /// <summary>The counts of two consecutive periods.</summary>
    public static WindowCounts operator +(WindowCounts earlier, WindowCounts later) => new(
        earlier.Good + later.Good, earlier.Bad + later.Bad, earlier.CoveredMinutes + later.CoveredMinutes,
        earlier.ExpectedMinutes + later.ExpectedMinutes, earlier.ObservedSince ?? later.ObservedSince);

    /// <summary>Ratio of good events; null without events.</summary>
    public decimal? Sli => ErrorBudget.Sli(Good, Bad);
}
