using System.Diagnostics.Metrics;
using Platform.Telemetry;

namespace Platform.Resilience;

/// <summary>Metrics of all breakers: state, last change, calls by result, last failure, limits.</summary>
internal sealed class BreakerMetrics
{
    private readonly IBreakerSource[] _sources;

    public BreakerMetrics(IMeterFactory meters, IEnumerable<IBreakerSource> sources)
    {
        _sources = [.. sources];
        var meter = meters.Create(TelemetryModule.Source);

        meter.CreateObservableGauge(
            "breaker.state", () => Each(b => (int)b.State), description: "0 closed, 1 half-open, 2 open, 3 isolated.");
        meter.CreateObservableGauge("breaker.last_change.timestamp", () => Each(b => Seconds(b.ChangedAt)), "s");
        meter.CreateObservableGauge("breaker.failure_ratio.threshold", () => Each(b => b.FailureRatio));
        meter.CreateObservableGauge("breaker.open.duration", () => Each(b => b.OpenFor.TotalSeconds), "s");
        meter.CreateObservableCounter(
            "breaker.calls", Calls, description: "Calls by result: success, failure, rejected.");
        meter.CreateObservableGauge("breaker.last_failure.timestamp", LastFailures, "s");
        meter.CreateObservableGauge("breaker.isolated_until.timestamp", Isolations, "s");
    }

    private IEnumerable<BreakerStatus> All =>
        _sources.SelectMany(source => source.Breakers()).Select(breaker => breaker.Status);

    private IEnumerable<Measurement<double>> Each(Func<BreakerStatus, double?> value) =>
        from breaker in All
        let number = value(breaker)
        where number is not null
        select new Measurement<double>(
            number.Value, new KeyValuePair<string, object?>("breaker", breaker.Name));

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
            Seconds(isolation.Until), new("breaker", breaker.Name), new("author", isolation.Author),
            new("reason", isolation.Reason));

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
