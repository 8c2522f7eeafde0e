using SreService.Scraping;

namespace SreService.Breakers;

/// <summary>
/// What a service calls through breakers: a cluster, with one breaker named <c>cluster/destination</c> for each of its
/// destinations, or a dependency with a single breaker.
/// </summary>
internal sealed class Dependency
{
    /// <summary>Without these, users still get what they asked for: a slower answer.</summary>
    private static readonly string[] WithFallback = ["cache", "replica"];

    private readonly (string Breaker, BreakerInstance Instance)[] _all;
    private readonly (string Breaker, BreakerInstance Instance)[] _known;
    private readonly (string Breaker, BreakerInstance Instance)[] _open;

    private Dependency(string service, string name, IEnumerable<(string Breaker, BreakerInstance Instance)> breakers)
    {
        (Service, Name) = (service, name);
        _all = [.. breakers];
        _known = [.. _all.Where(one => one.Instance.State != BreakerCondition.Unknown
            && !(one.Instance.RejectsAll && one.Instance.IsStarting))];
        _open = [.. _known.Where(one => one.Instance.State == BreakerCondition.Open)];
    }

    /// <summary>The service that calls it.</summary>
    public string Service { get; }

    public string Name { get; }

    /// <summary>The names of its breakers.</summary>
    public IEnumerable<string> Breakers => _all.Select(one => one.Breaker).Distinct();

    /// <summary>Whether a replica of the service says in which state a breaker is.</summary>
    public bool IsKnown => _known.Length > 0;

    /// <summary>Whether a breaker is open. One that an operator isolated is not: that was planned.</summary>
    public bool IsOpen => _open.Length > 0;

    /// <summary>Whether the service cannot do without it and no destination is left in any replica.</summary>
    public bool IsCritical => IsOpen && _known.All(one => one.Instance.RejectsAll)
        && Service != SystemTopology.Sre && !WithFallback.Contains(Name);

    /// <summary>The time of the first change of the open breakers.</summary>
    public DateTimeOffset? OpenSince => _open.Min(one => one.Instance.ChangedAt);

    /// <summary>Open destinations of a cluster; of a single breaker, the replicas in which it is open.</summary>
    public (int Open, int All, string Unit) Count => IsCluster
        ? (Distinct(_open), Distinct(_all), "destinations")
        : (_open.Length, _all.Length, "replicas");

    private bool IsCluster => _all[0].Breaker != Name;

    public static IEnumerable<Dependency> All(IEnumerable<Replica> replicas, bool stale) =>
        from breaker in BreakerInstance.All(replicas, stale)
        from instance in breaker
        group (breaker.Key, instance) by (instance.Service, Name: NameOf(breaker.Key)) into one
        select new Dependency(one.Key.Service, one.Key.Name, one);

    /// <returns>One sentence: how much of it is open.</returns>
    public string Describe()
    {
        var (open, all, unit) = Count;
        return !IsCluster ? $"Breaker {Name} is open in {open} of {all} {unit} of {Service}"
            : $"{Service} does not reach {open} of {all} {unit} of {Name}"
                + (IsCritical || open < all ? "" : " from some of its replicas");
    }

    private static string NameOf(string breaker) => breaker.Split('/')[0];

    private static int Distinct(IEnumerable<(string Breaker, BreakerInstance Instance)> breakers) =>
        breakers.DistinctBy(one => one.Breaker).Count();
}
