using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Platform.Timing;

namespace SreService.Scraping.Prometheus;

/// <summary>
/// Reads scrapes from a Prometheus. Its samples are totals as exposed by the replicas, and count
/// like our own scrapes: nothing is extrapolated. Missing data is a failed scrape with a reason.
/// </summary>
internal sealed partial class PrometheusSource(
    ScrapingSettings settings, ScrapeCache cache, IHttpClientFactory http, TimeProvider clock,
    ILogger<PrometheusSource> logger) : IReplicaSource
{
    private readonly HttpClient _http = http.CreateClient(ScrapePool.Client);
    private readonly Uri _query = new($"{settings.Prometheus?.AbsoluteUri.TrimEnd('/')}/api/v1/query");
    private readonly string _promQl = PrometheusQuery.Of(SystemTopology.Names.Union(settings.Services));

    private IReadOnlyCollection<ScrapedTarget> _last = [];
    private string? _trouble;

    public async Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var (targets, failure) = await AskAsync(cancellationToken);
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

    private async Task<(IReadOnlyCollection<ScrapedTarget>? Targets, ScrapeFailure? Failure)> AskAsync(
        CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        try
        {
            using var form = new FormUrlEncodedContent([new("query", _promQl)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, _query) { Content = form };
            using var response =
                await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, ScrapeFailures.Unreadable($"answered {(int)response.StatusCode}"));
            }

            using var body = new MemoryStream();
            await using var arriving = await response.Content.ReadAsStreamAsync(deadline.Token);
            return await CopyAsync(arriving, body, deadline.Token)
                ? await UnderstandAsync(body, deadline.Token)
                : (null, ScrapeFailures.Unreadable($"answered more than {settings.PrometheusMaxBytes} bytes"));
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            return (null, ScrapeFailures.TooSlow(settings.Timeout));
        }
        catch (HttpRequestException error)
        {
            return (null, ScrapeFailures.Of(error));
        }
        catch (IOException error)
        {
            return (null, ScrapeFailures.Of(error));
        }
    }

    /// <returns>False if it is too large.</returns>
    private async Task<bool> CopyAsync(Stream arriving, MemoryStream body, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        while (await arriving.ReadAsync(piece, cancellationToken) is > 0 and var length)
        {
            if (body.Length + length > settings.PrometheusMaxBytes)
            {
                return false;
            }

            body.Write(piece, 0, length);
        }

        body.Position = 0;
        return true;
    }

    private static async Task<(IReadOnlyCollection<ScrapedTarget>?, ScrapeFailure?)> UnderstandAsync(
        MemoryStream body, CancellationToken cancellationToken) =>
        await PrometheusAnswer.ReadAsync(body, cancellationToken) is { } targets
            ? (targets, null)
            : (null, ScrapeFailures.Unreadable("did not answer with an instant vector"));

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
