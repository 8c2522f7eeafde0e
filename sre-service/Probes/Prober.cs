using System.Diagnostics.Metrics;
using Platform.Requests;
using SreService.Evaluation;
using SreService.Scraping;
using SreService.Slices;
using TelemetryModule = Platform.Telemetry.TelemetryModule;

namespace SreService.Probes;

/// <summary>
/// Asks the gateway what a user would ask, at every multiple of the interval, unless another replica of this service
/// does. The mark on a probe keeps it out of the counts of users' requests; without the traffic key the gateway removes
/// the mark.
/// </summary>
internal sealed partial class Prober(
    ProbeSettings settings, TrafficKey key, IHttpClientFactory http, SliceBook book, Evaluator evaluator,
    IMeterFactory meters, TimeProvider clock, ILogger<Prober> logger)
    : BackgroundService
{
    public const string Client = "probes";

    // For others who read this service's metrics; our own slices are counted in the book.
    private readonly Counter<long> _probes = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "sre.probes", description: "Probes of the gateway.");

    private readonly HttpClient _client = http.CreateClient(Client);
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private bool _answeredOnce;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (key.Value is null)
        {
            LogUnmarked();
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            await RoundAsync(await Ticks.NextAsync(clock, settings.Interval, stoppingToken), stoppingToken);
        }
    }

    internal async Task RoundAsync(DateTimeOffset tick, CancellationToken cancellationToken)
    {
        if (!evaluator.Seat.Reads)
        {
            return;
        }

        var results = await Task.WhenAll(settings.Paths.Select(path => ProbeAsync(path, cancellationToken)));
        _answeredOnce |= results.Any(result => result.Key.Outcome == Outcome.Good);
        lock (evaluator.Gate)
        {
            if (evaluator.Seat.Reads && (_answeredOnce || tick - _startedAt >= settings.StartupGrace))
            {
                book.Add(tick, results);
                Array.ForEach(results, result => _probes.Add(
                    result.Tally.Count, new("target", result.Key.Service), new("path", result.Key.Route),
                    new("outcome", result.Key.Outcome), new("reason", result.Key.Reason)));
            }
        }
    }

    private async Task<(CountKey Key, Tally Tally)> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        var failure = await FailureOfAsync(path, cancellationToken);
        return failure is null
            ? (new CountKey(Measure.Probes, SystemServices.Gateway, path, Outcome.Good, ""), Tally.Of(1))
            : (new CountKey(Measure.Probes, SystemServices.Gateway, path, Outcome.Bad, failure), Tally.Of(1));
    }

    /// <returns>Null when a 2xx came in time.</returns>
    private async Task<string?> FailureOfAsync(string path, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.Target!, path));
        request.Headers.Add(TrafficClass.Header, TrafficClass.Probe);
        if (key.Value is { } secret)
        {
            request.Headers.Add(TrafficClass.KeyHeader, secret);
        }

        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode ? null : $"status_{(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (HttpRequestException)
        {
            return "connection";
        }
    }

    [LoggerMessage(LogLevel.Warning, "Without Traffic:Key the gateway counts probes as users' requests")]
    private partial void LogUnmarked();
}
