using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class CounterDeltasTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Series Reads = new("users_reads_total", [("freshness", "fresh")]);
    private static readonly Series Stale = new("users_reads_total", [("freshness", "stale")]);

    private readonly CounterDeltas _deltas = new();

    [Fact]
    public void First_scrape_of_an_old_process_is_a_baseline()
    {
        Assert.Empty(Take("a", at: 1, started: -60, (Reads, 100)));
        Assert.Equal(7, Sum(Take("a", at: 2, started: -60, (Reads, 107))));
    }

    [Fact]
    public void Process_started_during_observation_counts_from_its_start() =>
        Assert.Equal(5, Sum(Take("a", at: 2, started: 1, (Reads, 5))));

    [Fact]
    public void New_series_of_a_known_process_counts_from_zero()
    {
        Take("a", at: 1, started: -60, (Reads, 100));

        Assert.Equal(4, Sum(Take("a", at: 2, started: -60, (Reads, 100), (Stale, 4))));
    }

    [Fact]
    public void Series_that_one_scrape_lacks_keeps_its_total()
    {
        Take("a", at: 1, started: -60, (Reads, 100), (Stale, 4));
        Take("a", at: 2, started: -60, (Reads, 101));

        Assert.Equal(2, Sum(Take("a", at: 3, started: -60, (Reads, 101), (Stale, 6))));
    }

    [Fact]
    public void Restarted_process_counts_from_its_start()
    {
        Take("a", at: 10, started: -60, (Reads, 100));

        Assert.Equal(3, Sum(Take("a", at: 20, started: 11, (Reads, 3))));
    }

    [Fact]
    public void Process_that_overlaps_its_predecessor_counts_from_its_start()
    {
        Take("a", at: 10, started: -60, (Reads, 100));

        Assert.Equal(3, Sum(Take("a", at: 20, started: 9, (Reads, 3))));
    }

    [Fact]
    public void Forgotten_process_is_a_baseline_again()
    {
        const int Day = 24 * 60 * 60;
        Take("a", at: 10, started: 5, (Reads, 3));
        _deltas.Forget(TimeSpan.FromSeconds(Day + 11));

        Assert.Empty(Take("a", at: Day + 12, started: 5, (Reads, 4)));
        Assert.Equal(1, Sum(Take("a", at: Day + 13, started: 5, (Reads, 5))));
    }

    [Fact]
    public void Counter_reset_without_a_restart_is_a_new_baseline()
    {
        Take("a", at: 1, started: -60, (Reads, 100));

        Assert.Empty(Take("a", at: 2, started: -60, (Reads, 90)));
        Assert.Equal(2, Sum(Take("a", at: 3, started: -60, (Reads, 92))));
    }

    [Fact]
    public void Process_keeps_its_counters_at_another_address()
    {
        Take("x", Scrape("one", 1, -60, [(Reads, 100)]));
        Take("y", Scrape("two", 1, -50, [(Reads, 5)]));

        Assert.Equal(1, Sum(Take("y", Scrape("one", 2, -60, [(Reads, 101)]))));
        Assert.Equal(2, Sum(Take("x", Scrape("two", 2, -50, [(Reads, 7)]))));
    }

    [Fact]
    public void Final_scrape_ends_counting_of_a_process()
    {
        Take("a", at: 1, started: -60, (Reads, 100));
        var last = Scrape("r-1", 3, -60, [(Reads, 104)]);

        Assert.Equal(4, Sum(_deltas.Take("a", last, TimeSpan.FromSeconds(3), isLast: true)));
        Assert.Empty(Take("a", at: 2, started: -60, (Reads, 102)));
        Assert.Empty(_deltas.Take("a", last, TimeSpan.FromSeconds(4), isLast: true));
    }

    [Fact]
    public void Deltas_do_not_depend_on_the_clock()
    {
        _deltas.Take("a", Scrape("r-1", 4000, 3990, [(Reads, 3)]), TimeSpan.FromSeconds(4000));

        var afterwards = Scrape("r-1", 400, 3990, [(Reads, 5)]) with { Age = TimeSpan.FromSeconds(15) };
        var younger = Scrape("r-2", 401, 401, [(Reads, 1)]);

        Assert.Equal(2, Sum(_deltas.Take("a", afterwards, TimeSpan.FromSeconds(4005))));
        Assert.Equal(1, Sum(_deltas.Take("b", younger, TimeSpan.FromSeconds(4006))));
        Assert.Equal(2, _deltas.ReadAfter(sequence: 1).Scrapes.Count);
    }

    [Theory]
    [InlineData(0, 0)] // as old as the observation
    [InlineData(1, 5)]
    public void Process_counts_from_its_start_if_it_is_younger_than_the_observation(int started, long counted) =>
        Assert.Equal(counted, Sum(Take("a", at: 2, started, (Reads, 5))));

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    public void Process_is_forgotten_after_more_than_a_day(int seconds, long counted)
    {
        Take("a", at: 10, started: -60, (Reads, 100));
        _deltas.Forget(CounterDeltas.Remembered + TimeSpan.FromSeconds(seconds));

        Assert.Equal(counted, Sum(Take("a", at: 20, started: -60, (Reads, 101))));
    }

    [Fact]
    public void Restored_counters_are_the_baseline_and_are_not_stored_again()
    {
        var stored = new ProcessCounters(
            new("users-service", "r-1", Noon.AddSeconds(-60)), "a", Noon,
            new Dictionary<Series, Histogram> { [Reads] = Histogram.Of(100) });
        _deltas.Restore(stored, TimeSpan.Zero);

        Assert.Empty(_deltas.ReadAfter(sequence: 0).Scrapes);
        Assert.Equal(7, Sum(Take("a", at: 1, started: -60, (Reads, 107))));
    }

    [Fact]
    public void Scrape_is_stored_once()
    {
        Take("a", at: 1, started: -60, (Reads, 100));

        Assert.Equal((1, 1), (_deltas.ReadAfter(0).Sequence, _deltas.ReadAfter(0).Scrapes.Count));
        Assert.Empty(_deltas.ReadAfter(1).Scrapes);
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(1, true)]
    public void Counters_remember_whether_they_counted_from_the_start(int started, bool fromStart)
    {
        Take("a", at: 2, started, (Reads, 5));
        Take("a", at: 3, started, (Reads, 6));

        Assert.Equal(fromStart, Assert.Single(_deltas.ReadAfter(0).Scrapes).CountedFromStart);
    }

    private IReadOnlyList<(Series, Histogram)> Take(
        string address, int at, int started, params (Series, long)[] counters) =>
        Take(address, Scrape("r-1", at, started, counters));

    private IReadOnlyList<(Series, Histogram)> Take(string address, Scrape scrape) =>
        _deltas.Take(address, scrape, scrape.At - Noon);

    private static Scrape Scrape(string instance, int at, int started, (Series Series, long Value)[] counters) => new(
        new ProcessIdentity("users-service", instance, Noon.AddSeconds(started)), "1", Noon.AddSeconds(at),
        counters.ToDictionary(counter => counter.Series, counter => Histogram.Of(counter.Value)), new Dictionary<Series,
        double>());

    private static long Sum(IEnumerable<(Series, Histogram Added)> deltas) =>
        deltas.Sum(delta => delta.Added.Count);
}
