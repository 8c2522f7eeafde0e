using System.Collections.Immutable;
using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>Turns scrapes into counts: the counter deltas of each process, and scrape coverage.</summary>
internal sealed class ScrapeCounter(
    RecentCounts recent, FinalScrapes finalScrapes, ScrapingSettings settings, TimeProvider clock)
{
    private CounterDeltas _deltas = new();

    // How long replicas were observed before that moment, by this process and those before it.
    private TimeSpan _observedBefore;
    private long _observingSince = clock.GetTimestamp();

    private TimeSpan Observed => _observedBefore + clock.GetElapsedTime(_observingSince);

    /// <returns>The sum over all replicas since the previous round.</returns>
    public IReadOnlyCollection<(SeriesKey, Histogram)> Count(ImmutableArray<Replica> read)
    {
        var presence = read.GroupBy(replica => replica.Target.Service).SelectMany(Presence);
        var counts = Sum([.. read.SelectMany(Counted), .. LastCounted(), .. presence]);
        _deltas.Forget(Observed);
        return counts;
    }

    /// <returns>The final scrapes received since the previous round.</returns>
    public IReadOnlyCollection<(SeriesKey, Histogram)> CountLast() => Sum(LastCounted());

    /// <summary>Starts counting: each process from its stored scrape.</summary>
    public void Begin(IReadOnlyList<ProcessCounters> scrapes, DateTimeOffset now)
    {
        _observingSince = clock.GetTimestamp();
        _observedBefore = ObservedBefore(now);
        _deltas = new CounterDeltas(_deltas.Sequence);
        foreach (var scrape in scrapes)
        {
            _deltas.Restore(scrape, Observed - (now - scrape.At));
        }
    }

    /// <returns>The scrapes after that position in their sequence, and the position now.</returns>
    public (long Sequence, IReadOnlyList<ProcessCounters> Scrapes) ReadAfter(long sequence) =>
        _deltas.ReadAfter(sequence);

    /// <summary>
    /// Observation began with the first known count, by this process or an earlier one. A process that started within
    /// the minutes that are still open is always counted from its start.
    /// </summary>
    private TimeSpan ObservedBefore(DateTimeOffset now)
    {
        var open = Minutes.Open * Minutes.One;
        return recent.FirstMinute is { } first && now - first > open ? now - first : open;
    }

    private IEnumerable<(SeriesKey, Histogram)> Counted(Replica replica) =>
        replica is { Failure: null, Scrape: { } scrape }
        ? Counted(replica.Target.Address, scrape, isLast: false)
        : [];

    private IEnumerable<(SeriesKey, Histogram)> LastCounted() =>
        finalScrapes.TakeAll().SelectMany(last => Counted(last.Address, last.Scrape, isLast: true));

    private IEnumerable<(SeriesKey, Histogram)> Counted(string address, Scrape scrape, bool isLast) =>
        _deltas.Take(address, scrape, Observed, isLast)
            .Where(delta => !delta.Series.IsCounted)
            .Select(delta => (delta.Series.KeyAt(scrape.Process.Service), delta.Added));

    private IEnumerable<(SeriesKey, Histogram)> Presence(IGrouping<string, Replica> service)
    {
        yield return (
            service.All(replica => replica.IsUp)
                ? new SeriesKey(Measure.ScrapeCoverage, service.Key, "", EventOutcome.Good, "")
                : new SeriesKey(Measure.ScrapeCoverage, service.Key, "", EventOutcome.Bad, "unreachable"),
            Histogram.Of(1));

        var running = service.Count(replica => !replica.HasEnded);
        yield return (
            new SeriesKey(Measure.ReplicaTime, service.Key, "", EventOutcome.Good, ""),
            new Histogram(running, (long)(running * settings.Interval).TotalMicroseconds, []));
    }

    private static IReadOnlyCollection<(SeriesKey, Histogram)> Sum(
        IEnumerable<(SeriesKey Key, Histogram Histogram)> counts) =>
        [.. counts.Summed().Select(sum => (sum.Key, sum.Value))];
}
