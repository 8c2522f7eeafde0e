using CsCheck;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Tests.Scraping;

public sealed class IncrementsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Series Reads = new("users_reads_total", [("freshness", "fresh")]);
    private static readonly Series Stale = new("users_reads_total", [("freshness", "stale")]);

    private readonly Increments _increments = new(observingSince: Noon);

    [Fact]
    public void What_a_process_counted_before_it_was_observed_is_only_where_counting_starts()
    {
        Assert.Empty(Take("a", at: 1, started: -60, (Reads, 100)));
        Assert.Equal(7, Sum(Take("a", at: 2, started: -60, (Reads, 107))));
    }

    [Fact]
    public void A_process_that_started_under_our_eyes_is_counted_from_its_start() =>
        Assert.Equal(5, Sum(Take("a", at: 2, started: 1, (Reads, 5))));

    [Fact]
    public void A_series_that_a_known_process_did_not_have_has_grown_from_nothing()
    {
        Take("a", at: 1, started: -60, (Reads, 100));

        Assert.Equal(4, Sum(Take("a", at: 2, started: -60, (Reads, 100), (Stale, 4))));
    }

    [Fact]
    public void A_restarted_process_is_counted_from_its_start()
    {
        Take("a", at: 10, started: -60, (Reads, 100));

        Assert.Equal(3, Sum(Take("a", at: 20, started: 11, (Reads, 3))));
    }

    [Fact]
    public void Another_process_at_the_place_that_is_older_than_the_last_reading_is_only_where_counting_starts()
    {
        Take("a", at: 10, started: -60, (Reads, 100));

        Assert.Empty(Take("a", at: 20, started: 9, (Reads, 3)));
    }

    [Fact]
    public void A_counter_that_goes_back_without_a_restart_starts_again()
    {
        Take("a", at: 1, started: -60, (Reads, 100));

        Assert.Empty(Take("a", at: 2, started: -60, (Reads, 90)));
        Assert.Equal(2, Sum(Take("a", at: 3, started: -60, (Reads, 92))));
    }

    [Fact]
    public void Replicas_that_change_places_are_still_themselves()
    {
        _increments.Take("x", Reading("one", 1, -60, [(Reads, 100)]));
        _increments.Take("y", Reading("two", 1, -50, [(Reads, 5)]));

        Assert.Equal(1, Sum(_increments.Take("y", Reading("one", 2, -60, [(Reads, 101)]))));
        Assert.Equal(2, Sum(_increments.Take("x", Reading("two", 2, -50, [(Reads, 7)]))));
    }

    [Fact]
    public void One_process_at_two_places_is_counted_once()
    {
        _increments.Take("x", Reading("one", 1, -60, [(Reads, 100)]));
        _increments.Take("y", Reading("one", 1, -60, [(Reads, 100)]));

        var added = Sum(_increments.Take("x", Reading("one", 2, -60, [(Reads, 104)])))
            + Sum(_increments.Take("y", Reading("one", 3, -60, [(Reads, 105)])));

        Assert.Equal(5, added);
    }

    /// <summary>
    /// Whatever replicas, restarts and times of reading: what was read last of each process is what was counted.
    /// </summary>
    [Fact]
    public void However_the_same_events_are_split_the_sums_are_the_same() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Bool, Gen.Bool).Array[1, 60].Sample(steps =>
        {
            var increments = new Increments(Noon);
            var total = new long[4];
            var started = Enumerable.Repeat(1, 4).ToArray();
            long happened = 0, counted = 0;
            var time = 1;
            foreach (var (replica, events, restarts, takenOver) in steps)
            {
                time += 2;
                if (restarts)
                {
                    (total[replica], started[replica]) = (0, time);
                }

                if (takenOver)
                {
                    increments = Successor(increments);
                }

                total[replica] += events;
                happened += events;
                counted += Sum(increments.Take($"place {replica}", Reading($"r{replica}", time + 1, started[replica], [(Reads, total[replica])])));
            }

            return counted == happened;
        });

    private static Increments Successor(Increments before)
    {
        var after = new Increments(Noon);
        foreach (var reading in before.ReadAfter(DateTimeOffset.MinValue))
        {
            var text = CountersText.Of(reading.Counters);
            after.Restore(reading with { Counters = CountersText.Read(text) });
        }

        return after;
    }

    private IReadOnlyList<(Series, Tally)> Take(string place, int at, int started, params (Series, long)[] counters) =>
        _increments.Take(place, Reading("r-1", at, started, counters));

    private static Reading Reading(string instance, int at, int started, (Series Series, long Value)[] counters) => new(
        new ProcessIdentity("users-service", instance, Noon.AddSeconds(started)), "1", Noon.AddSeconds(at),
        counters.ToDictionary(counter => counter.Series, counter => Tally.Of(counter.Value)), new Dictionary<Series,
        double>());

    private static long Sum(IEnumerable<(Series, Tally Added)> increments) =>
        increments.Sum(increment => increment.Added.Count);
}
