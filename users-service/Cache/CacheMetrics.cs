using System.Diagnostics.Metrics;
using Platform.Telemetry;

namespace UsersService.Cache;

/// <summary>Counts where users that were asked for were found.</summary>
internal sealed class CacheMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _lookUps = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "users.cache", description: "Users looked up by the level that had them: local, shared (Valkey), none.");

    public void Count(string level) => _lookUps.Add(1, new KeyValuePair<string, object?>("level", level));
}
