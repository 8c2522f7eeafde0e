using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>
/// Which replicas there are, from all sources together, by address: the configured ones always, and those that names
/// and heartbeats have shown until they are gone.
/// </summary>
internal sealed class Roster(ScrapingSettings settings)
{
    private readonly Lock _gate = new();
    private readonly ImmutableArray<Target> _configured =
        [.. settings.Targets.Select(Target.From).DistinctBy(target => target.Place)];
    private readonly Dictionary<string, Sighting> _found = [];

    /// <summary>Configured ones first, then those that were found.</summary>
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
                        .ThenBy(target => target.Place, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>Somebody says that a replica is there.</summary>
    /// <returns>False when there are too many already.</returns>
    public bool See(Target target, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_configured.Any(configured => configured.Place == target.Place))
            {
                return true;
            }

            if (!_found.TryGetValue(target.Place, out var found)
                && _configured.Length + _found.Count >= settings.MaxTargets)
            {
                return false;
            }

            var announced = target.Announced ?? found?.Target.Announced;
            _found[target.Place] = new Sighting(target with { Announced = announced }, now);
            return true;
        }
    }

    /// <summary>A name cannot be looked up: what it has shown before is believed on.</summary>
    public void KeepSeeing(Func<Target, bool> which, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (place, found) in _found)
            {
                _found[place] = which(found.Target) ? found with { At = now } : found;
            }
        }
    }

    /// <summary>
    /// Lets those go that nobody has shown for a while and that cannot be read. The last of a service stays: a service
    /// that had replicas and has none is down, not unknown.
    /// </summary>
    public void Forget(IEnumerable<Replica> replicas, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var target in replicas.Where(replica => replica.Failure is not null)
                .Select(replica => replica.Target))
            {
                if (_found.TryGetValue(target.Place, out var found) && now - found.At > settings.ForgetAfter
                    && HasOther(found.Target))
                {
                    _found.Remove(target.Place);
                }
            }
        }
    }

    private bool HasOther(Target target) =>
        _configured.Concat(_found.Values.Select(found => found.Target))
            .Any(other => other.Service == target.Service && other.Place != target.Place);

    /// <param name="Target">What was shown.</param>
    /// <param name="At">When, the last time.</param>
    private sealed record Sighting(Target Target, DateTimeOffset At);
}
