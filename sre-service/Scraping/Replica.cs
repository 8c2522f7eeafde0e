using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>A replica as last scraped.</summary>
/// <param name="Scrape">The last successful scrape.</param>
/// <param name="Failure">Why the last scrape failed; null if it succeeded.</param>
/// <param name="FailingSince">Time of the first failed scrape in a row.</param>
/// <param name="Missed">Number of failed scrapes in a row.</param>
/// <param name="Usage">Usage of the same process in the last minute, oldest first; at least the previous one.</param>
internal sealed record Replica(
    Target Target, Scrape? Scrape, ScrapeFailure? Failure, DateTimeOffset? FailingSince, int Missed,
    ImmutableList<Usage> Usage)
{
    /// <summary>After this many failed scrapes in a row the state of a replica is unknown.</summary>
    public const int UnknownAfter = 3;

    /// <summary>A minute, plus the jitter of a scrape.</summary>
    private static readonly TimeSpan UsageKept = TimeSpan.FromSeconds(61);

    public static Replica NotScraped(Target target) => new(target, null, null, null, 0, []);

    /// <summary>Whether the last scraped process sent its final scrape, so that a failed scrape is expected.</summary>
    public bool HasEnded { get; init; }

    public bool IsUp => Scrape is not null && Missed < UnknownAfter;

    public Replica Scraped(Scrape scrape)
    {
        var same = scrape.Process == Scrape?.Process ? Usage : [];
        var kept = same.RemoveAll(earlier => earlier != same[^1] && earlier.At < scrape.At - UsageKept);
        return new Replica(Target, scrape, null, null, 0, kept.Add(Scraping.Usage.Of(scrape)));
    }

    public Replica Failed(ScrapeFailure failure, DateTimeOffset at) =>
        this with { Failure = failure, FailingSince = FailingSince ?? at, Missed = Missed + 1 };
}

/// <summary>Cumulative resource usage of a replica since its start.</summary>
/// <param name="Requests">Completed requests of every outcome.</param>
internal sealed record Usage(DateTimeOffset At, long CpuMicroseconds, long Requests)
{
    public static Usage Of(Scrape scrape) => new(
        scrape.At,
        scrape.Counters.Where(counter => counter.Key.Name == ScrapedMetrics.Cpu.Name)
            .Sum(counter => counter.Value.Microseconds),
        scrape.Counters.Where(counter => counter.Key.Name == ScrapedMetrics.Requests.Name)
            .Sum(counter => counter.Value.Count));
}
