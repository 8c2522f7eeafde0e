using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace UsersService.Tests.Freshness;

/// <summary>What one service counts with Evenkeel's meter, whatever others in this process count.</summary>
internal sealed class Counts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = [];

    public Counts(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is Counter<long> && instrument.Meter.Name == "Evenkeel" && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"));
            _counts.AddOrUpdate(instrument.Name + labels, value, (_, before) => before + value);
        });
        _listener.Start();
    }

    public IEnumerable<string> All => _counts.Select(count => $"{count.Key}: {count.Value}").Order(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();
}
