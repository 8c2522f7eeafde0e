using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class IncrementsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Series Reads = new("users_reads_total", [("freshness", "fresh")]);
    private static readonly Series Stale = new("users_reads_total", [("freshness", "stale")]);

    private readonly Increments _increments = new();

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
    public void A_process_that_started_before_the_other_at_its_address_was_last_read_is_counted_from_its_start_too()
    {
        Take("a", at: 10, started: -60, (Reads, 100));

        Assert.Equal(3, Sum(Take("a", at: 20, started: 9, (Reads, 3))));
    }

    [Fact]
    public void A_process_that_may_have_been_counted_and_forgotten_is_only_where_counting_starts()
    {
        const int Day = 24 * 60 * 60;
        Take("a", at: 10, started: 5, (Reads, 3));
        _increments.Forget(TimeSpan.FromSeconds(Day + 11));

        Assert.Empty(Take("a", at: Day + 12, started: 5, (Reads, 4)));
        Assert.Equal(1, Sum(Take("a", at: Day + 13, started: 5, (Reads, 5))));
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
        Take("x", Reading("one", 1, -60, [(Reads, 100)]));
        Take("y", Reading("two", 1, -50, [(Reads, 5)]));

        Assert.Equal(1, Sum(Take("y", Reading("one", 2, -60, [(Reads, 101)]))));
        Assert.Equal(2, Sum(Take("x", Reading("two", 2, -50, [(Reads, 7)]))));
    }

    [Fact]
    public void After_its_last_reading_nothing_of_a_process_is_counted_again()
    {
        Take("a", at: 1, started: -60, (Reads, 100));
        var last = Reading("r-1", 3, -60, [(Reads, 104)]);

        Assert.Equal(4, Sum(_increments.Take("a", last, TimeSpan.FromSeconds(3), isLast: true)));
        Assert.Empty(Take("a", at: 2, started: -60, (Reads, 102)));
        Assert.Empty(_increments.Take("a", last, TimeSpan.FromSeconds(4), isLast: true));
    }

    [Fact]
    public void A_clock_that_is_set_back_changes_nothing()
    {
        _increments.Take("a", Reading("r-1", 4000, 3990, [(Reads, 3)]), TimeSpan.FromSeconds(4000));

        var afterwards = Reading("r-1", 400, 3990, [(Reads, 5)]) with { Age = TimeSpan.FromSeconds(15) };
        var younger = Reading("r-2", 401, 401, [(Reads, 1)]);

        Assert.Equal(2, Sum(_increments.Take("a", afterwards, TimeSpan.FromSeconds(4005))));
        Assert.Equal(1, Sum(_increments.Take("b", younger, TimeSpan.FromSeconds(4006))));
        Assert.Equal(2, _increments.ReadAfter(sequence: 1).Readings.Count);
    }

    private IReadOnlyList<(Series, Tally)> Take(string place, int at, int started, params (Series, long)[] counters) =>
        Take(place, Reading("r-1", at, started, counters));

    private IReadOnlyList<(Series, Tally)> Take(string place, Reading reading) =>
        _increments.Take(place, reading, reading.At - Noon);

    private static Reading Reading(string instance, int at, int started, (Series Series, long Value)[] counters) => new(
        new ProcessIdentity("users-service", instance, Noon.AddSeconds(started)), "1", Noon.AddSeconds(at),
        counters.ToDictionary(counter => counter.Series, counter => Tally.Of(counter.Value)), new Dictionary<Series,
        double>());

    private static long Sum(IEnumerable<(Series, Tally Added)> increments) =>
        increments.Sum(increment => increment.Added.Count);
}
