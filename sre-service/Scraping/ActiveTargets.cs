using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>
/// The replicas to scrape, by address, from all sources: configured targets always, discovered ones (by DNS
/// or heartbeat) until they are gone.
/// </summary>
internal sealed class ActiveTargets(ScrapingSettings settings)
{
    private readonly Lock _gate = new();
    private readonly ImmutableArray<Target> _configured =
        [.. settings.Targets.Select(Target.From).DistinctBy(target => target.Address)];
    private readonly Dictionary<string, Entry> _found = [];

    /// <summary>Configured targets first, then discovered ones.</summary>
    public ImmutableArray<Target> Targets
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _configured,
                    .. _found.Values.Select(found => found.Target)
                        .OrderBy(target => target.Service, StringComparer.Ordinal)
                        .ThenBy(target => target.Address, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>Adds or refreshes a discovered target.</summary>
    /// <returns>False if the limit is reached.</returns>
    public bool Add(Target target, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_configured.Any(configured => configured.Address == target.Address))
            {
                return true;
            }

            if (!_found.TryGetValue(target.Address, out var found)
                && _configured.Length + _found.Count >= settings.MaxTargets)
            {
                return false;
            }

            var heartbeat = target.Heartbeat ?? found?.Target.Heartbeat;
            _found[target.Address] = new Entry(target with { Heartbeat = heartbeat }, now);
            return true;
        }
    }

    /// <summary>Refreshes targets of a name that cannot be looked up now.</summary>
    public void Extend(Func<Target, bool> which, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (address, found) in _found)
            {
                _found[address] = which(found.Target) ? found with { At = now } : found;
            }
        }
    }

    /// <summary>
    /// Removes targets that are down and were not discovered lately. The last one of a service stays: a service
    /// that had replicas and has none is down, not unknown.
    /// </summary>
    public void Forget(IEnumerable<Replica> replicas, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var target in replicas.Where(replica => replica.Failure is not null)
                .Select(replica => replica.Target))
            {
                if (_found.TryGetValue(target.Address, out var found) && now - found.At > settings.ForgetAfter
                    && HasOther(found.Target))
                {
                    _found.Remove(target.Address);
                }
            }
        }
    }

    private bool HasOther(Target target) =>
        _configured.Concat(_found.Values.Select(found => found.Target))
            .Any(other => other.Service == target.Service && other.Address != target.Address);

    /// <param name="At">The last discovery.</param>
    private sealed record Entry(Target Target, DateTimeOffset At);
}
