using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Destinations;

/// <summary>
/// Sets the health of a destination by its response to <c>/health/ready</c>: healthy if it is ready; unknown if it says
/// that it is not, since it may still do part of its work (stale reads while the database is down); unhealthy if it
/// does not answer.
/// </summary>
internal sealed class ReadinessPolicy(IDestinationHealthUpdater health, DestinationBreakers breakers)
    : IActiveHealthCheckPolicy
{
    /// <summary>A single timeout may mean high load, and removing that replica would overload the others.</summary>
    private const int TimeoutsUntilUnhealthy = 2;

    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _timeouts = [];

    public string Name => "Readiness";

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        health.SetActive(cluster, [.. probingResults.Select(
            result => new NewActiveDestinationHealth(result.Destination, HealthOf(result)))]);

        foreach (var result in probingResults)
        {
            breakers.Of(cluster, result.Destination).HealthChecked();
        }
    }

    private DestinationHealth HealthOf(DestinationProbingResult result)
    {
        var timeouts = _timeouts.GetOrCreateValue(result.Destination);
        timeouts.Value = result.Exception is OperationCanceledException ? timeouts.Value + 1 : 0;

        return result switch
        {
            { Response.IsSuccessStatusCode: true } => DestinationHealth.Healthy,
            { Response: not null } => DestinationHealth.Unknown,
            _ when timeouts.Value is > 0 and < TimeoutsUntilUnhealthy => result.Destination.Health.Active,
            _ => DestinationHealth.Unhealthy,
        };
    }
}
