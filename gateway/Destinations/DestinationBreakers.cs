using System.Runtime.CompilerServices;
using Gateway.Outcomes;
using Platform.Resilience;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Destinations;

/// <summary>One breaker for each destination, named <c>cluster/destination</c>.</summary>
internal sealed class DestinationBreakers(IServiceProvider services, TimeProvider clock) : IBreakerSource
{
    private const int FailuresUntilEjected = 3;
    private static readonly TimeSpan EjectedFor = TimeSpan.FromSeconds(5);

    private readonly ConditionalWeakTable<DestinationState, DestinationBreaker> _breakers = [];

    // Resolved late: the proxy's state is built with the health policies, and one of those needs these breakers.
    private IProxyStateLookup Proxy => services.GetRequiredService<IProxyStateLookup>();

    public IEnumerable<IBreaker> Breakers() =>
        from cluster in Proxy.GetClusters()
        from destination in cluster.DestinationsState.AllDestinations
        select Of(cluster, destination);

    /// <returns>Those that answer, ready or not, and that no operator isolated.</returns>
    public DestinationState[] Answering(IEnumerable<DestinationState> destinations) =>
        [.. destinations.Where(IsAnswering)];

    /// <returns>
    /// Those that answer their health checks and that no operator isolated, also those that failed requests in a row.
    /// </returns>
    public DestinationState[] Reachable(IEnumerable<DestinationState> destinations) =>
        [.. destinations.Where(IsReachable)];

    public bool AreSeveralReachable(IReadOnlyList<DestinationState> destinations)
    {
        var reachable = 0;
        for (var index = 0; index < destinations.Count && reachable < 2; index++)
        {
            reachable += IsReachable(destinations[index]) ? 1 : 0;
        }

        return reachable > 1;
    }

    public DestinationBreaker Of(ClusterState cluster, DestinationState destination) =>
        _breakers.TryGetValue(destination, out var known) ? known : First(cluster, destination);

    /// <summary>Counts the result of a request that has just ended.</summary>
    public void Count(HttpContext context)
    {
        var proxied = context.GetReverseProxyFeature();
        var cluster = proxied.Route.Cluster!;
        var error = context.GetForwarderErrorFeature()?.Error ?? ForwarderError.None;

        if (proxied.ProxiedDestination is not { } destination)
        {
            foreach (var refused in cluster.DestinationsState.AllDestinations)
            {
                Of(cluster, refused).Rejected();
            }
        }
        else if (OutcomeRules.FailureOfDestination(error) is { } reason)
        {
            Of(cluster, destination).Failed(reason);
            EjectIfFailing(cluster, destination);
        }
        else if (error == ForwarderError.None)
        {
            Of(cluster, destination).Succeeded();
        }
    }

    private DestinationBreaker First(ClusterState cluster, DestinationState destination) =>
        _breakers.GetValue(destination, _ => new DestinationBreaker(
            $"{cluster.ClusterId}/{destination.DestinationId}",
            destination,
            EjectedFor,
            clock,
            () => services.GetRequiredService<IClusterDestinationsUpdater>().UpdateAvailableDestinations(cluster)));

    private bool IsAnswering(DestinationState destination) =>
        IsReachable(destination) && destination.Health.Passive != DestinationHealth.Unhealthy;

    private bool IsReachable(DestinationState destination) =>
        destination.Health.Active != DestinationHealth.Unhealthy
        && !(_breakers.TryGetValue(destination, out var breaker) && breaker.IsIsolated);

    /// <summary>
    /// A replica that hangs or is gone is left out until it is tried again, without waiting for its next health checks.
    /// The last one stays: it gets requests again as soon as it answers, and when all are slow, each is better than
    /// none.
    /// </summary>
    private void EjectIfFailing(ClusterState cluster, DestinationState destination)
    {
        if (Of(cluster, destination).FailuresInARow < FailuresUntilEjected)
        {
            return;
        }

        // Two at once must not take each other for the one that stays.
        lock (_breakers)
        {
            // Those that the proxy has chosen may be a moment old.
            if (Answering(cluster.DestinationsState.AllDestinations).Any(other => other != destination))
            {
                services.GetRequiredService<IDestinationHealthUpdater>()
                    .SetPassive(cluster, destination, DestinationHealth.Unhealthy, EjectedFor);
            }
        }
    }
}
