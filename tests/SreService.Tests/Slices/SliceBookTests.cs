using CsCheck;
using SreService.Slices;

namespace SreService.Tests.Slices;

public sealed class SliceBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly CountKey Good = new(Measure.Requests, "gateway", "/", Outcome.Good, "");

    private readonly SliceBook _book = new();

    [Fact]
    public void However_events_are_split_into_readings_the_sum_is_the_same() =>
        Gen.Select(Gen.Int[0, 600], Gen.Int[1, 9]).Array[1, 50].Sample(readings =>
        {
            var book = new SliceBook();
            foreach (var (second, count) in readings.OrderBy(reading => reading.Item1))
            {
                book.Add(Noon.AddSeconds(second), [(Good, Tally.Of(count))]);
            }

            return book.Sum(Noon, Noon.AddMinutes(10))[Good].Count == readings.Sum(reading => reading.Item2);
        });

    [Fact]
    public void What_was_counted_just_before_a_full_minute_belongs_to_the_minute_that_ends()
    {
        _book.Add(Noon.AddMinutes(4) - TimeSpan.FromTicks(1), [(Good, Tally.Of(7))]);

        Assert.Equal(7, _book.Sum(Noon.AddMinutes(3), Noon.AddMinutes(3))[Good].Count);
    }

    [Fact]
    public void Sixty_seconds_slide_from_reading_to_reading()
    {
        for (var second = 5; second <= 120; second += 5)
        {
            _book.Add(Noon.AddSeconds(second) - TimeSpan.FromTicks(1), [(Good, Tally.Of(1))]);
        }

        Assert.Equal(12, _book.SumSince(Noon.AddSeconds(60))[Good].Count);
    }

    [Fact]
    public void Minutes_that_changed_are_told_once()
    {
        _book.Add(Noon, [(Good, Tally.Of(1))]);
        var (sequence, first) = _book.ChangedAfter(0);
        _book.Add(Noon.AddMinutes(1), [(Good, Tally.Of(2))]);

        var (_, second) = _book.ChangedAfter(sequence);

        Assert.Equal([Noon], first.Select(minute => minute.Minute));
        Assert.Equal([Noon.AddMinutes(1)], second.Select(minute => minute.Minute));
    }

    [Fact]
    public void What_an_earlier_process_wrote_is_added_and_needs_no_writing()
    {
        _book.Add(Noon, [(Good, Tally.Of(1))]);
        var (sequence, _) = _book.ChangedAfter(0);

        _book.Restore([Minute(Noon, 10), Minute(Noon.AddMinutes(-1), 20)]);

        Assert.Equal(31, _book.Sum(Noon.AddMinutes(-1), Noon)[Good].Count);
        Assert.Equal([Noon], _book.ChangedAfter(sequence).Minutes.Select(minute => minute.Minute));
    }

    [Fact]
    public void A_day_is_kept()
    {
        _book.Add(Noon, [(Good, Tally.Of(1))]);
        _book.Add(Noon.AddMinutes(1), [(Good, Tally.Of(1))]);
        _book.Add(Noon.AddDays(1).AddMinutes(1), [(Good, Tally.Of(1))]);

        Assert.Equal(Noon.AddMinutes(1), _book.FirstMinute);
    }

    private static MinuteCounts Minute(DateTimeOffset minute, long good) =>
        new(minute, new Dictionary<CountKey, Tally> { [Good] = Tally.Of(good) });
}
