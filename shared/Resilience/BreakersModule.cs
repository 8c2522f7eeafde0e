using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Configuration;
using Platform.Telemetry;

namespace Platform.Resilience;

/// <summary>Every breaker of the process, for the board and for the metrics.</summary>
public static class BreakersModule
{
    /// <summary>Registers the breaker of that name, keyed by it, with the settings <c>Breakers:&lt;name&gt;</c>.</summary>
    /// <param name="builder">The service that is being built.</param>
    /// <param name="name">For example <c>database</c>.</param>
    /// <param name="failureReason">See <see cref="Breaker"/>.</param>
    /// <param name="usual">What is not configured; the defaults of <see cref="BreakerSettings"/> when null.</param>
    public static void AddBreaker(
        this IHostApplicationBuilder builder, string name, Func<Exception, string?> failureReason,
        BreakerSettings? usual = null)
    {
        var settings = Settings.Read(
            builder.Configuration.GetSection($"Breakers:{name}"), builder.ConfigurationErrors(), usual ?? new());

        builder.Services.AddKeyedSingleton(name, (services, _) =>
            ActivatorUtilities.CreateInstance<Breaker>(services, name, settings, failureReason));
        builder.Services.AddSingleton<IBreakerSource>(services =>
            new Single(services.GetRequiredKeyedService<Breaker>(name)));
    }

    internal static void AddBreakers(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<BreakerMetrics>();

    private sealed class Single(Breaker breaker) : IBreakerSource
    {
        public IEnumerable<IBreaker> Breakers() => [breaker];
    }
}

/// <summary>The metrics of all breakers: state, time of the last change, calls by result, last failure, limits.</summary>
internal sealed class BreakerMetrics
{
    private readonly IBreakerSource[] _sources;

    public BreakerMetrics(IMeterFactory meters, IEnumerable<IBreakerSource> sources)
    {
        _sources = [.. sources];
        var meter = meters.Create(TelemetryModule.Source);

        meter.CreateObservableGauge("breaker.state", () => Each(b => (int)b.State), description: "0 closed, 1 half-open, 2 open, 3 isolated.");
        meter.CreateObservableGauge("breaker.last_change.timestamp", () => Each(b => Seconds(b.ChangedAt)), "s");
        meter.CreateObservableGauge("breaker.failure_ratio.threshold", () => Each(b => b.FailureRatio));
        meter.CreateObservableGauge("breaker.open.duration", () => Each(b => b.OpenFor.TotalSeconds), "s");
        meter.CreateObservableCounter("breaker.calls", Calls, description: "Calls by result: success, failure, rejected.");
        meter.CreateObservableGauge("breaker.last_failure.timestamp", LastFailures, "s");
        meter.CreateObservableGauge("breaker.isolated_until.timestamp", Isolations, "s");
    }

    private IEnumerable<BreakerStatus> All => _sources.SelectMany(source => source.Breakers()).Select(breaker => breaker.Status);

    private IEnumerable<Measurement<double>> Each(Func<BreakerStatus, double> value) =>
        All.Select(breaker => new Measurement<double>(value(breaker), new KeyValuePair<string, object?>("breaker", breaker.Name)));

    private IEnumerable<Measurement<long>> Calls() => All.SelectMany(breaker => new[]
    {
        Call(breaker, "success", breaker.Successes),
        Call(breaker, "failure", breaker.Failures),
        Call(breaker, "rejected", breaker.Rejected),
    });

    private static Measurement<long> Call(BreakerStatus breaker, string result, long count) =>
        new(count, new("breaker", breaker.Name), new("result", result));

    private IEnumerable<Measurement<double>> LastFailures() =>
        from breaker in All
        let at = breaker.LastFailureAt
        where at is not null
        select new Measurement<double>(
            Seconds(at.Value), new("breaker", breaker.Name), new("reason", breaker.LastFailureReason));

    private IEnumerable<Measurement<double>> Isolations() =>
        from breaker in All
        let isolation = breaker.Isolation
        where isolation is not null
        select new Measurement<double>(
            Seconds(isolation.Until), new("breaker", breaker.Name), new("author", isolation.Author), new("reason", isolation.Reason));

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
