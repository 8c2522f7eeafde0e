using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Platform.Requests;

namespace Platform.Telemetry;

/// <summary>
/// How many warnings a client may cause in a minute, so that it cannot fill the log. Further ones are only counted.
/// </summary>
public sealed class WarningBudget
{
    public const int PerMinute = 10;

    private readonly TimeProvider _clock;
    private readonly Counter<long> _suppressed;
    private Minute _current = new(0);

    public WarningBudget(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _suppressed = meters.Create(TelemetryModule.Source).CreateCounter<long>(
            "log.warnings.suppressed", description: "Warnings about clients that had caused too many.");
    }

    /// <returns>False when the client has caused enough in this minute.</returns>
    public bool TrySpend(IPAddress? client)
    {
        var minute = _clock.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        if (_current.Number != minute)
        {
            _current = new(minute);
        }

        var isWithin = _current.Warnings.AddOrUpdate(ClientKey.Of(client), 1, (_, count) => count + 1) <= PerMinute;
        if (!isWithin)
        {
            _suppressed.Add(1);
        }

        return isWithin;
    }

    private sealed record Minute(long Number)
    {
        public ConcurrentDictionary<IPAddress, int> Warnings { get; } = new();
    }
}
