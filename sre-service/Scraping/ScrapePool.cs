using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Scrapes many replicas in parallel, each independently of the others.</summary>
internal sealed class ScrapePool(
    ScrapingSettings settings, ScrapeCache cache, IHttpClientFactory http, TimeProvider clock)
{
    public const string Client = "scraper";

    private readonly HttpClient _http = http.CreateClient(Client);
    private Dictionary<string, ReplicaScraper> _scrapers = [];

    /// <param name="before">The known replicas, by address.</param>
    /// <param name="tick">The time that the scrapes count for.</param>
    /// <returns>The replicas, in the order of the targets.</returns>
    public async Task<ImmutableArray<Replica>> ReadAsync(
        ImmutableArray<Target> targets, IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick,
        CancellationToken cancellationToken)
    {
        _scrapers = targets.ToDictionary(target => target.Address, ScraperOf);
        return [.. await Task.WhenAll(targets.Select(ReadAsync))];

        async Task<Replica> ReadAsync(Target target)
        {
            var earlier = before.TryGetValue(target.Address, out var known) && known.Target.Service == target.Service
                ? known with { Target = target }
                : Replica.NotScraped(target);
            var (scrape, failure) = await _scrapers[target.Address].ReadAsync(cancellationToken);
            return scrape is not null ? earlier.Scraped(scrape) : earlier.Failed(failure!, tick);
        }
    }

    private ReplicaScraper ScraperOf(Target target) =>
        _scrapers.TryGetValue(target.Address, out var scraper) && scraper.Target == target
            ? scraper
            : new(target, _http, cache, settings, clock);
}
