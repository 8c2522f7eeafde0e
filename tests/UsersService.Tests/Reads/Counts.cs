using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace UsersService.Tests.Reads;

/// <summary>The metrics of one service, apart from those of others in this process.</summary>
internal sealed class Counts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = [];
    private readonly ConcurrentDictionary<string, double> _gauges = [];

    public Counts(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is Counter<long> or ObservableGauge<double>
                && instrument.Meter.Name == "Evenkeel" && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"));
            _counts.AddOrUpdate(instrument.Name + labels, value, (_, before) => before + value);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _gauges[instrument.Name] = value);
        _listener.Start();
    }

    /// <returns>Every count of the instruments with that prefix.</returns>
    public IEnumerable<string> Of(string instruments) => _counts
        .Where(count => count.Key.StartsWith(instruments, StringComparison.Ordinal))
        .Select(count => $"{count.Key}: {count.Value}").Order(StringComparer.Ordinal);

    /// <returns>The value of the gauge; null when it has none.</returns>
    public double? Gauge(string name)
    {
        _gauges.Clear();
        _listener.RecordObservableInstruments();
        return _gauges.TryGetValue(name, out var value) ? value : null;
    }

    public void Dispose() => _listener.Dispose();
}
