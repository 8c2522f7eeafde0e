using SreService.Breakers;
using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Health;

/// <summary>
/// Judges the health of each component from the last scrapes and from what its users got. What was not scraped is never
/// healthy.
/// </summary>
internal static class Components
{
    private const string Database = "database";

    /// <param name="running">How long this process has tried to reach its database.</param>
    /// <param name="lately">Everything counted in the last 20 s.</param>
    /// <param name="at">The last evaluation round; null if it is too old.</param>
    public static Dictionary<string, ComponentHealth> Judge(
        IReadOnlyList<Replica> replicas, StorageState storage, TimeSpan running,
        IReadOnlyDictionary<SeriesKey, Histogram> lately, DateTimeOffset? at)
    {
        var stale = at is null;
        var services = SystemTopology.Names.Union(replicas.Select(replica => replica.Target.Service));
        var components = services.ToDictionary(
            service => service,
            service => Service([.. replicas.Where(replica => replica.Target.Service == service)], at)
                .OrWorse(Failing(service, lately), "requests failed", stale));

        components[Database] = UsersDatabase(
            [.. replicas.Where(replica => replica.Target.Service == SystemTopology.Users)], stale)
            .OrWorse(FailureShare.Of(lately, Measure.Reads, SystemTopology.Users), "reads were not fresh", stale);
        components["sre-database"] = OwnDatabase(storage, running);
        components["circuit_breakers"] = Breakers(BreakersReport.Summarize(BreakersReport.Merge(replicas, stale)));
        return components;
    }

    /// <summary>
    /// The gateway's own requests are the impact on users, whichever component is the cause; those of sre-service are
    /// operators' pages, which no user notices.
    /// </summary>
    private static FailureShare Failing(string service, IReadOnlyDictionary<SeriesKey, Histogram> lately) =>
        service is SystemTopology.Gateway or SystemTopology.Sre
            ? default
            : FailureShare.Of(lately, Measure.Requests, service);

    private static ComponentHealth Service(IReadOnlyList<Replica> replicas, DateTimeOffset? at)
    {
        ReplicaHealth[] healths = [.. replicas.Select(replica => ReplicaHealth.Of(replica, at))];
        var worst = Worst(healths.Select(replica => (replica.Status, replica.IsStarting)));
        var healthy = healths.Count(replica => replica.Status == Condition.Healthy);

        // A replica that still answers keeps its service from being down.
        var answering = healths.Any(replica => replica.Status is Condition.Healthy or Condition.Degraded);
        var status = worst == Condition.Critical && answering ? Condition.Degraded : worst;
        return new(status, Reason(), healths);

        string? Reason() =>
            healths.Length == 0 ? "no replica is known"
            : status == Condition.Healthy ? null
            : $"{healthy} of {healths.Length} replicas healthy; "
                + healths.First(replica => replica.Status == worst).Reason;
    }

    /// <summary>The database of users-service, as its replicas report it.</summary>
    private static ComponentHealth UsersDatabase(IReadOnlyList<Replica> replicas, bool stale)
    {
        if (stale || !replicas.Any(Answers))
        {
            return new(Condition.Unknown, "no replica of users-service is up", []);
        }

        (Condition Status, bool IsStarting)[] views =
            [.. replicas.Where(Answers).Select(replica => (View(replica), replica.Scrape!.IsStarting))];
        var connected = views.Count(view => view.Status == Condition.Healthy);
        var worst = Worst(views);
        var status = connected > 0 && worst == Condition.Critical ? Condition.Degraded : worst;
        var reason = status == Condition.Healthy ? null
            : worst == Condition.Degraded ? $"its circuit breaker was open in {views.Length - connected} of "
                + $"{views.Length} replicas of users-service in the last 20 s"
            : $"{connected} of {views.Length} replicas of users-service reach it";
        return new(status, reason, []);
    }

    private static ComponentHealth OwnDatabase(StorageState storage, TimeSpan running) =>
        storage.Available ? new(Condition.Healthy, null, [])
        : storage.WrittenAt is null && running < ReplicaHealth.StartupGrace
            ? new(Condition.Unknown, $"not reached yet: {storage.Reason}", [])
        : new(Condition.Degraded, storage.Reason, []);

    private static Condition View(Replica replica)
    {
        var check = replica.Scrape!.Checks().Where(check => check.Name == Database)
            .Select(check => (double?)check.Status)
            .FirstOrDefault();
        var breaker = BreakerInstance.All([replica], stale: false)[Database].FirstOrDefault();
        return (check, breaker?.State) switch
        {
            (null, _) => Condition.Unknown,
            ( < 1, _) or (_, BreakerCondition.Open or BreakerCondition.Isolated) => Condition.Critical,
            (_, BreakerCondition.HalfOpen) => Condition.Degraded,
            _ when breaker?.WasOpenWithin(UserImpact.Period) == true => Condition.Degraded,
            _ => Condition.Healthy,
        };
    }

    private static ComponentHealth Breakers(BreakersSummary summary) => summary switch
    {
        { Critical: > 0 } =>
            new(Condition.Critical, $"{summary.Critical} of {summary.Total} open, no destination left", []),
        _ when summary.Open > summary.Isolated =>
            new(Condition.Degraded, $"{summary.Open - summary.Isolated} of {summary.Total} open", []),
        { Total: 0 } => new(Condition.Unknown, "no breaker was scraped", []),
        { Unknown: > 0 } =>
            new(Condition.Unknown, $"{summary.Unknown} of {summary.Total} are in replicas that are down", []),
        { Isolated: > 0 } =>
            new(Condition.Healthy, $"{summary.Isolated} of {summary.Total} isolated by operators", []),
        _ => new(Condition.Healthy, null, []),
    };

    /// <summary>
    /// A replica that has just started takes nothing away from what the others say; without others it counts.
    /// </summary>
    private static Condition Worst(IEnumerable<(Condition Status, bool IsStarting)> replicas)
    {
        var all = replicas.ToArray();
        var others = all.Where(replica => !replica.IsStarting || replica.Status == Condition.Healthy).ToArray();
        return (others.Length > 0 ? others : all).Select(replica => replica.Status).Worst();
    }

    private static bool Answers(Replica replica) => replica is { Failure: null, Scrape: not null };
}
