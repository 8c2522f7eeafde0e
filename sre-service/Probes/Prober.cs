using System.Diagnostics.Metrics;
using Platform.Requests;
using SreService.Counting;
using SreService.Scraping;
using TelemetryModule = Platform.Telemetry.TelemetryModule;

namespace SreService.Probes;

/// <summary>
/// Probes the gateway at every interval from every replica of this service, so that availability is
/// measured without user traffic. A header keeps probes out of the counts of user requests; without the
/// traffic key the gateway ignores it. Results of the leader count at once; results of followers count when
/// the leader scrapes them.
/// </summary>
internal sealed partial class Prober(
    ProbeSettings settings, TrafficKey key, IHttpClientFactory http, IProbeCounts counts, Connectivity connectivity,
    CertificateWatch certificate, IMeterFactory meters, TimeProvider clock, ILogger<Prober> logger)
    : BackgroundService
{
    public const string Client = "probes";

    // The label tells the leader which of them are not counted yet.
    private readonly Counter<long> _probes = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "sre.probes", description: "Probes of the gateway.");

    private readonly HttpClient _client = http.CreateClient(Client);
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private volatile bool _answeredOnce;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meters.Create(TelemetryModule.Source).CreateObservableGauge(
            "sre.probe.certificate.expiry.timestamp",
            () => certificate.ExpiresAt is { } expires
                ? [new Measurement<double>(expires.ToUnixTimeSeconds())]
                : Array.Empty<Measurement<double>>(),
            "s", "Expiry of the gateway's certificate.");
        if (key.Value is null)
        {
            LogUnmarked();
        }

        return Task.WhenAll(settings.All.Select(suite => RepeatAsync(suite, stoppingToken)));
    }

    /// <summary>Probes everything once.</summary>
    internal Task RoundAsync(DateTimeOffset tick, CancellationToken cancellationToken) =>
        Task.WhenAll(settings.All.Select(suite => RunAsync(suite, tick, cancellationToken)));

    private async Task RepeatAsync(ProbeSuiteSettings suite, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await RunAsync(suite, await Ticks.NextAsync(clock, suite.Every, cancellationToken), cancellationToken);
        }
    }

    private async Task RunAsync(ProbeSuiteSettings suite, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var run = new SuiteRun(_client, settings, key, certificate, clock);
        var results = await run.RunAsync(suite, cancellationToken);
        _answeredOnce |= results.Any(result => result.Failure is null);
        if (!_answeredOnce && tick - _startedAt < settings.StartupGrace)
        {
            return;
        }

        foreach (var result in results.Where(result => !(result.GotNoResponse && connectivity.IsBlind)))
        {
            Count(tick, new(
                Measure.Probes, SystemTopology.Gateway,
                result.Step.Length == 0 ? suite.Name : $"{suite.Name}/{result.Step}",
                result.Failure is null ? EventOutcome.Good : EventOutcome.Bad, result.Failure ?? ""));
        }
    }

    private void Count(DateTimeOffset tick, SeriesKey probe)
    {
        var isCounted = counts.Add(tick, probe);
        _probes.Add(
            1, new("target", probe.Service), new("path", probe.Route), new("outcome", probe.Outcome),
            new("reason", probe.Reason),
            new("counted_by", isCounted ? CountedSeries.CountedHere : CountedSeries.CountedElsewhere));
    }

    [LoggerMessage(LogLevel.Warning, "Traffic:Key is not set: the gateway counts probes as user requests")]
    private partial void LogUnmarked();
}
