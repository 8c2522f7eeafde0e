using CsCheck;
using SreService.Counting;
using SreService.Slices;

namespace SreService.Tests.Slices;

public sealed class RecentCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly SeriesKey Good = new(Measure.Requests, "gateway", "/", EventOutcome.Good, "");

    private readonly RecentCounts _recent = new();

    [Fact]
    public void Sum_is_the_same_however_events_are_split_into_scrapes() =>
        Gen.Select(Gen.Int[0, 600], Gen.Int[1, 9]).Array[1, 50].Sample(scrapes =>
        {
            var recent = new RecentCounts();
            foreach (var (second, count) in scrapes.OrderBy(scrape => scrape.Item1))
            {
                recent.Add(Noon.AddSeconds(second), [(Good, Histogram.Of(count))]);
            }

            return recent.Sum(Noon, Noon.AddMinutes(10))[Good].Count == scrapes.Sum(scrape => scrape.Item2);
        });

    [Fact]
    public void Counts_just_before_a_full_minute_belong_to_the_minute_that_ends()
    {
        _recent.Add(Noon.AddMinutes(4) - TimeSpan.FromTicks(1), [(Good, Histogram.Of(7))]);

        Assert.Equal(7, _recent.Sum(Noon.AddMinutes(3), Noon.AddMinutes(3))[Good].Count);
    }

    [Fact]
    public void Last_60_seconds_slide_from_scrape_to_scrape()
    {
        for (var second = 5; second <= 120; second += 5)
        {
            _recent.Add(Noon.AddSeconds(second) - TimeSpan.FromTicks(1), [(Good, Histogram.Of(1))]);
        }

        Assert.Equal(12, _recent.SumSince(Noon.AddSeconds(60))[Good].Count);
    }

    [Fact]
    public void Changed_minutes_are_returned_once()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        var (sequence, first) = _recent.ChangedAfter(0);
        _recent.Add(Noon.AddMinutes(1), [(Good, Histogram.Of(2))]);

        var (_, second) = _recent.ChangedAfter(sequence);

        Assert.Equal([Noon], first.Select(minute => minute.Minute));
        Assert.Equal([Noon.AddMinutes(1)], second.Select(minute => minute.Minute));
    }

    [Fact]
    public void Restored_counts_are_added_and_need_no_writing()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        var (sequence, _) = _recent.ChangedAfter(0);

        _recent.Restore([Minute(Noon, 10), Minute(Noon.AddMinutes(-1), 20)], []);

        Assert.Equal(31, _recent.Sum(Noon.AddMinutes(-1), Noon)[Good].Count);
        Assert.Equal([Noon], _recent.ChangedAfter(sequence).Minutes.Select(minute => minute.Minute));
    }

    [Fact]
    public void Counts_are_kept_for_a_day()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        _recent.Add(Noon.AddMinutes(1), [(Good, Histogram.Of(1))]);
        _recent.Add(Noon.AddDays(1).AddMinutes(1), [(Good, Histogram.Of(1))]);

        Assert.Equal(Noon.AddMinutes(1), _recent.FirstMinute);
    }

    [Fact]
    public void Late_counts_go_to_the_first_open_minute()
    {
        _recent.Add(Noon.AddMinutes(10), [(Good, Histogram.Of(1))]);

        _recent.Add(Noon.AddMinutes(8), [(Good, Histogram.Of(2))]);
        _recent.Add(Noon.AddMinutes(5), [(Good, Histogram.Of(4))]);

        Assert.Equal(6, _recent.Sum(Noon.AddMinutes(8), Noon.AddMinutes(8))[Good].Count);
        Assert.Empty(_recent.Sum(Noon, Noon.AddMinutes(7)));
    }

    [Fact]
    public void Minute_of_the_leader_replaces_the_known_one_and_needs_no_writing()
    {
        _recent.Replace([Minute(Noon, 10)], [], Noon.AddSeconds(5));

        _recent.Replace([Minute(Noon, 15)], [], Noon.AddSeconds(10));

        Assert.Equal(15, _recent.Sum(Noon, Noon)[Good].Count);
        Assert.Empty(_recent.CountedAfter(0).Minutes);
    }

    [Fact]
    public void Last_minutes_of_the_leader_are_known_by_round_and_need_no_writing()
    {
        _recent.Replace([Minute(Noon, 10)], [At(Noon.AddSeconds(5), 10)], Noon.AddSeconds(5));
        _recent.Replace([Minute(Noon, 15)], [At(Noon.AddSeconds(10), 5)], Noon.AddSeconds(10));

        Assert.Equal(5, _recent.SumSince(Noon.AddSeconds(5))[Good].Count);
        Assert.Equal(15, _recent.SumSince(Noon)[Good].Count);
        Assert.Empty(_recent.CountedAfter(0).Recent);
    }

    [Fact]
    public void Rounds_of_the_last_five_minutes_are_offered_until_written_and_again_after_an_outage()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        _recent.Add(Noon.AddMinutes(4), [(Good, Histogram.Of(2))]);
        _recent.Add(Noon.AddMinutes(5), [(Good, Histogram.Of(4))]);
        var (sequence, _, first) = _recent.CountedAfter(0);
        Assert.Equal([Noon.AddMinutes(4), Noon.AddMinutes(5)], first.Select(counts => counts.At));
        Assert.Empty(_recent.CountedAfter(sequence).Recent);

        _recent.CountAgain(Noon);

        Assert.Equal(first.Select(counts => counts.Id), _recent.CountedAfter(sequence).Recent.Select(
            counts => counts.Id));
    }

    [Fact]
    public void Sums_are_the_same_however_rounds_are_divided_among_leaders() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9]).Array[1, 60].Sample(rounds =>
        {
            RecentCounts[] replicas = [new(), new()];
            var written = new Dictionary<DateTimeOffset, MinuteCounts>();
            var (leader, sequence) = (0, 0L);
            foreach (var ((next, count), round) in rounds.Select((round, number) => (round, number)))
            {
                var at = Noon.AddSeconds(5 * (round + 1));
                if (next != leader)
                {
                    replicas[next].Replace(written.Values, [], at);
                    (leader, sequence) = (next, replicas[next].CountedAfter(0).Sequence);
                }

                replicas[leader].Add(at - TimeSpan.FromTicks(1), [(Good, Histogram.Of(count))]);
                (sequence, var changed, _) = replicas[leader].CountedAfter(sequence);
                foreach (var minute in changed)
                {
                    written[minute.Minute] = minute;
                }
            }

            return written.Values.Sum(minute => minute.Counts[Good].Count) == rounds.Sum(round => round.Item2);
        });

    [Fact]
    public void Minutes_that_wait_too_long_are_dropped_and_written_ones_stay()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        var (sequence, _, _) = _recent.CountedAfter(0);
        _recent.Add(Noon.AddMinutes(1), [(Good, Histogram.Of(2))]);
        _recent.Add(Noon.AddMinutes(2), [(Good, Histogram.Of(4))]);

        var dropped = _recent.DropUnwritten(sequence, before: Noon.AddMinutes(2));

        Assert.Equal([Noon.AddMinutes(1)], dropped);
        Assert.Equal(5, _recent.Sum(Noon, Noon.AddMinutes(2))[Good].Count);
    }

    [Fact]
    public void Minutes_that_a_restored_database_may_have_lost_are_written_again()
    {
        _recent.Add(Noon, [(Good, Histogram.Of(1))]);
        _recent.Add(Noon.AddMinutes(1), [(Good, Histogram.Of(1))]);
        var (sequence, _, _) = _recent.CountedAfter(0);

        _recent.CountAgain(Noon.AddMinutes(1));

        Assert.Equal([Noon.AddMinutes(1)], _recent.CountedAfter(sequence).Minutes.Select(minute => minute.Minute));
    }

    private static MinuteCounts Minute(DateTimeOffset minute, long good) =>
        new(minute, new Dictionary<SeriesKey, Histogram> { [Good] = Histogram.Of(good) });

    private static CountsAt At(DateTimeOffset at, long good) => new(1, at, [(Good, Histogram.Of(good))]);
}
