using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SreService.Scraping.Prometheus;

/// <summary>
/// Reads scrapes from a Prometheus. Its samples are totals as exposed by the replicas, and count
/// like our own scrapes: nothing is extrapolated. Missing data is a failed scrape with a reason.
/// </summary>
internal sealed partial class PrometheusSource(
    ScrapingSettings settings, ScrapeCache cache, PrometheusApi prometheus, ILogger<PrometheusSource> logger)
    : IReplicaSource
{
    private readonly string _promQl = PrometheusQuery.Of(SystemTopology.Names.Union(settings.Services));

    private IReadOnlyCollection<ScrapedTarget> _last = [];
    private string? _trouble;

    public async Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var (targets, failure) =
            await prometheus.AskAsync(_promQl, null, PrometheusAnswer.Targets, cancellationToken);
        Log(failure);
        if (targets is null)
        {
            var reason = failure! with { Reason = $"Prometheus: {failure.Reason}" };
            return [.. _last.Select(target => Known(target, before).Failed(reason, tick))];
        }

        // The last target of a service stays: a service that had replicas and has none is down, not unknown.
        var jobs = targets.Select(target => target.Job).ToHashSet();
        var lost = _last.Where(target => !jobs.Contains(target.Job)).ToArray();
        _last = [.. targets, .. lost];
        return
        [
            .. targets.Select(target => Read(target, Known(target, before), tick))
                .Concat(lost.Select(target => Known(target, before).Failed(
                    ScrapeFailures.Unreachable("Prometheus no longer scrapes it"), tick)))
                .DistinctBy(replica => replica.Target.Address),
        ];
    }

    private static Replica Known(ScrapedTarget scraped, IReadOnlyDictionary<string, Replica> before)
    {
        var target = new Target(scraped.Job, AddressOf(scraped), Instance: null);
        return before.TryGetValue(target.Address, out var known) && known.Target.Service == target.Service
            ? known with { Target = target }
            : Replica.NotScraped(target);
    }

    private Replica Read(ScrapedTarget target, Replica earlier, DateTimeOffset tick)
    {
        var (scrape, failure) = Understand(target, tick);
        return scrape is null ? earlier.Failed(failure!, tick)
            : earlier is { Failure: null, Scrape: { } last } && last.Process == scrape.Process && last.At == scrape.At
                ? earlier
            : earlier.Scraped(scrape);
    }

    private (Scrape? Scrape, ScrapeFailure? Failure) Understand(ScrapedTarget target, DateTimeOffset tick)
    {
        if (target.ReadAt is not { } at || tick - at > Replica.UnknownAfter * settings.Interval)
        {
            return (null, ScrapeFailures.Unreachable("Prometheus has not scraped it lately"));
        }

        if (!target.IsUp)
        {
            return (null, ScrapeFailures.Unreachable("Prometheus cannot scrape it"));
        }

        var page = new MetricsPage(cache, settings.MaxSeries);
        page.Begin(TextFormat.Prometheus);
        return page.Take(target.Page) is { } problem ? (null, ScrapeFailures.Unreadable(problem))
            : Scrape.From(page, at, skew: null) is not { } scrape
                ? (null, ScrapeFailures.Unreadable("does not identify its process"))
            : scrape.Process.Service != target.Job
                ? (null, new ScrapeFailure(FailureKind.Refused, $"{scrape.Process.Service} answers here"))
            : (scrape, null);
    }

    /// <summary>Usually host and port; any other label value still identifies the replica.</summary>
    private static Uri AddressOf(ScrapedTarget target) =>
        Uri.TryCreate($"http://{target.Instance}", UriKind.Absolute, out var address) && address.AbsolutePath == "/"
            ? address
            : new Uri($"http://{NoHostLetter().Replace(target.Instance, "-").Trim('-', '.')}.{target.Job}.invalid");

    private void Log(ScrapeFailure? failure)
    {
        if (failure is not null && _trouble is null)
        {
            LogLost(settings.Prometheus!, failure.Reason);
        }
        else if (failure is null && _trouble is not null)
        {
            LogBack(settings.Prometheus!);
        }

        _trouble = failure?.Reason;
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoHostLetter();

    [LoggerMessage(LogLevel.Warning, "Prometheus at {Address} is unavailable: {Reason}")]
    private partial void LogLost(Uri address, string reason);

    [LoggerMessage(LogLevel.Information, "Prometheus at {Address} is available again")]
    private partial void LogBack(Uri address);
}
