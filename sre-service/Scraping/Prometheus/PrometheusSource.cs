using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SreService.Counting;

namespace SreService.Scraping.Prometheus;

/// <summary>
/// Asks a Prometheus what it read of the replicas. Its samples are totals as the replicas showed them, and are counted
/// as our own readings are: nothing is extrapolated. What it cannot tell is a failed reading with the reason.
/// </summary>
internal sealed partial class PrometheusSource(
    ScrapingSettings settings, KnownLines known, IHttpClientFactory http, TimeProvider clock,
    ILogger<PrometheusSource> logger) : IReplicaSource
{
    private readonly HttpClient _http = http.CreateClient(Readers.Client);
    private readonly Uri _query = new($"{settings.Prometheus?.AbsoluteUri.TrimEnd('/')}/api/v1/query");
    private readonly string _question = PrometheusQuery.Of(SystemServices.All.Union(settings.Services));

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
            return [.. _last.Select(target => Known(target, before).Missing(reason, tick))];
        }

        // The last target of a service stays: a service that had replicas and has none is down, not unknown.
        var jobs = targets.Select(target => target.Job).ToHashSet();
        var lost = _last.Where(target => !jobs.Contains(target.Job)).ToArray();
        _last = [.. targets, .. lost];
        return
        [
            .. targets.Select(target => Read(target, Known(target, before), tick))
                .Concat(lost.Select(target => Known(target, before).Missing(
                    ReadingFailures.Unreachable("Prometheus does not read it any more"), tick)))
                .DistinctBy(replica => replica.Target.Place),
        ];
    }

    private async Task<(IReadOnlyCollection<ScrapedTarget>? Targets, ReadingFailure? Failure)> AskAsync(
        CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var question = new FormUrlEncodedContent([new("query", _question)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, _query) { Content = question };
            using var response =
                await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, ReadingFailures.Unreadable($"answered {(int)response.StatusCode}"));
            }

            using var body = new MemoryStream();
            await using var arriving = await response.Content.ReadAsStreamAsync(either.Token);
            return await CopyAsync(arriving, body, either.Token)
                ? await UnderstandAsync(body, either.Token)
                : (null, ReadingFailures.Unreadable($"answered more than {settings.PrometheusMaxBytes} bytes"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ReadingFailures.TooSlow(settings.Timeout));
        }
        catch (HttpRequestException error)
        {
            return (null, ReadingFailures.Of(error));
        }
        catch (IOException error)
        {
            return (null, ReadingFailures.Of(error));
        }
    }

    /// <returns>False when there is more than may be read.</returns>
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

    private static async Task<(IReadOnlyCollection<ScrapedTarget>?, ReadingFailure?)> UnderstandAsync(
        MemoryStream body, CancellationToken cancellationToken) =>
        await PrometheusAnswer.ReadAsync(body, cancellationToken) is { } targets
            ? (targets, null)
            : (null, ReadingFailures.Unreadable("did not answer with an instant vector"));

    private static Replica Known(ScrapedTarget scraped, IReadOnlyDictionary<string, Replica> before)
    {
        var target = new Target(scraped.Job, AddressOf(scraped), Instance: null);
        return before.TryGetValue(target.Place, out var known) && known.Target.Service == target.Service
            ? known with { Target = target }
            : Replica.Unseen(target);
    }

    private Replica Read(ScrapedTarget target, Replica earlier, DateTimeOffset tick)
    {
        var (reading, failure) = Understand(target, tick);
        return reading is null ? earlier.Missing(failure!, tick)
            : earlier is { Failure: null, Reading: { } last } && last.Process == reading.Process && last.At == reading.At
                ? earlier
            : earlier.Saw(reading);
    }

    private (Reading? Reading, ReadingFailure? Failure) Understand(ScrapedTarget target, DateTimeOffset tick)
    {
        if (target.ReadAt is not { } at || tick - at > Replica.OutOfSight * settings.Interval)
        {
            return (null, ReadingFailures.Unreachable("Prometheus has not read it lately"));
        }

        if (!target.IsUp)
        {
            return (null, ReadingFailures.Unreachable("Prometheus cannot read it"));
        }

        var page = new MetricsPage(known, settings.MaxSeries);
        page.Begin(TextFormat.Prometheus);
        return page.Take(target.Page) is { } problem ? (null, ReadingFailures.Unreadable(problem))
            : Reading.From(page, at, skew: null) is not { } reading
                ? (null, ReadingFailures.Unreadable("does not say which process it is"))
            : reading.Process.Service != target.Job
                ? (null, new ReadingFailure(FailureKind.Refused, $"{reading.Process.Service} answers here"))
            : (reading, null);
    }

    /// <summary>Usually host and port; whatever else somebody made of the label still tells replicas apart.</summary>
    private static Uri AddressOf(ScrapedTarget target) =>
        Uri.TryCreate($"http://{target.Instance}", UriKind.Absolute, out var address) && address.AbsolutePath == "/"
            ? address
            : new Uri($"http://{NoHostLetter().Replace(target.Instance, "-").Trim('-', '.')}.{target.Job}.invalid");

    private void Log(ReadingFailure? failure)
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

    [LoggerMessage(LogLevel.Warning, "Prometheus at {address} cannot be asked: {reason}")]
    private partial void LogLost(Uri address, string reason);

    [LoggerMessage(LogLevel.Information, "Prometheus at {address} answers again")]
    private partial void LogBack(Uri address);
}
