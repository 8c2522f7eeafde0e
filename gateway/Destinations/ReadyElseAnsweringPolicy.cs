using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Destinations;

/// <summary>
/// Requests go to destinations that are ready; when none is, to those that at least answer. They never go to one that
/// does not answer or whose breaker is open, because an immediate refusal is better than a timeout, nor to one that an
/// operator isolated.
/// </summary>
internal sealed class ReadyElseAnsweringPolicy(DestinationBreakers breakers) : IAvailableDestinationsPolicy
{
    public string Name => "ReadyElseAnswering";

    public IReadOnlyList<DestinationState> GetAvailalableDestinations(
        ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
    {
        var answering = breakers.Answering(allDestinations);
        var ready = answering.Where(destination => destination.Health.Active == DestinationHealth.Healthy).ToArray();

        return ready.Length > 0 ? ready : answering;
    }
}
