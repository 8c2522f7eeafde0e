using CsCheck;
using SreService.Counting;
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

    [Fact]
    public void What_comes_too_late_for_its_minute_is_counted_in_the_first_that_is_open()
    {
        _book.Add(Noon.AddMinutes(10), [(Good, Tally.Of(1))]);

        _book.Add(Noon.AddMinutes(8), [(Good, Tally.Of(2))]);
        _book.Add(Noon.AddMinutes(5), [(Good, Tally.Of(4))]);

        Assert.Equal(6, _book.Sum(Noon.AddMinutes(8), Noon.AddMinutes(8))[Good].Count);
        Assert.Empty(_book.Sum(Noon, Noon.AddMinutes(7)));
    }

    [Fact]
    public void A_minute_that_another_replica_wrote_replaces_what_was_known_of_it_and_needs_no_writing()
    {
        _book.Replace([Minute(Noon, 10)], Noon.AddSeconds(5));

        _book.Replace([Minute(Noon, 15)], Noon.AddSeconds(10));

        Assert.Equal(15, _book.Sum(Noon, Noon)[Good].Count);
        Assert.Empty(_book.CountedAfter(0).Minutes);
    }

    [Fact]
    public void What_is_new_in_a_replaced_minute_was_counted_in_its_round()
    {
        _book.Replace([Minute(Noon, 10)], Noon.AddSeconds(5));
        _book.Replace([Minute(Noon, 15)], Noon.AddSeconds(10));

        Assert.Equal(5, _book.SumSince(Noon.AddSeconds(5))[Good].Count);
        Assert.Equal(15, _book.SumSince(Noon)[Good].Count);
    }

    [Fact]
    public void However_rounds_are_divided_among_evaluators_the_sums_are_the_same() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9]).Array[1, 60].Sample(rounds =>
        {
            SliceBook[] books = [new(), new()];
            var written = new Dictionary<DateTimeOffset, MinuteCounts>();
            var (evaluator, sequence) = (0, 0L);
            foreach (var ((next, count), round) in rounds.Select((round, number) => (round, number)))
            {
                var at = Noon.AddSeconds(5 * (round + 1));
                if (next != evaluator)
                {
                    books[next].Replace(written.Values, at);
                    (evaluator, sequence) = (next, books[next].CountedAfter(0).Sequence);
                }

                books[evaluator].Add(at - TimeSpan.FromTicks(1), [(Good, Tally.Of(count))]);
                (sequence, var changed) = books[evaluator].CountedAfter(sequence);
                foreach (var minute in changed)
                {
                    written[minute.Minute] = minute;
                }
            }

            return written.Values.Sum(minute => minute.Counts[Good].Count) == rounds.Sum(round => round.Item2);
        });

    [Fact]
    public void What_waits_too_long_is_dropped_and_what_is_written_stays()
    {
        _book.Add(Noon, [(Good, Tally.Of(1))]);
        var (sequence, _) = _book.CountedAfter(0);
        _book.Add(Noon.AddMinutes(1), [(Good, Tally.Of(2))]);
        _book.Add(Noon.AddMinutes(2), [(Good, Tally.Of(4))]);

        var dropped = _book.DropUnwritten(sequence, before: Noon.AddMinutes(2));

        Assert.Equal([Noon.AddMinutes(1)], dropped);
        Assert.Equal(5, _book.Sum(Noon, Noon.AddMinutes(2))[Good].Count);
    }

    [Fact]
    public void What_a_returned_database_may_have_lost_is_written_again()
    {
        _book.Add(Noon, [(Good, Tally.Of(1))]);
        _book.Add(Noon.AddMinutes(1), [(Good, Tally.Of(1))]);
        var (sequence, _) = _book.CountedAfter(0);

        _book.CountAgain(Noon.AddMinutes(1));

        Assert.Equal([Noon.AddMinutes(1)], _book.CountedAfter(sequence).Minutes.Select(minute => minute.Minute));
    }

    private static MinuteCounts Minute(DateTimeOffset minute, long good) =>
        new(minute, new Dictionary<CountKey, Tally> { [Good] = Tally.Of(good) });
}
