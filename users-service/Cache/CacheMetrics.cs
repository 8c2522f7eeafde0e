using System.Diagnostics.Metrics;
using Platform.Telemetry;

namespace UsersService.Cache;

internal sealed class CacheMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _lookUps = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "users.cache", description: "User lookups by the cache level that answered: local, shared (Valkey), none.");

    public void Count(string level) => _lookUps.Add(1, new KeyValuePair<string, object?>("level", level));
}
