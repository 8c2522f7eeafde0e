using System.Net.Sockets;
using Microsoft.Extensions.Primitives;
using Platform.Addresses;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Destinations;

/// <summary>
/// Makes every address behind a host name a destination, so that load is spread over replicas and unhealthy ones are
/// left out. A name without an address stays as it is: the gateway starts, serves the rest, and resolves it again soon.
/// </summary>
internal sealed class ReplicaResolver(HostLookup lookup, TimeProvider clock) : IDestinationResolver
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(5);

    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var replicas = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, destination) in destinations)
        {
            foreach (var (replica, config) in await ReplicasAsync(name, destination, cancellationToken))
            {
                replicas[replica] = config;
            }
        }

        return new(replicas, destinations.Values.Any(each => new Uri(each.Address).IsName()) ? Soon() : null);
    }

    private async Task<IEnumerable<KeyValuePair<string, DestinationConfig>>> ReplicasAsync(
        string name, DestinationConfig destination, CancellationToken cancellationToken)
    {
        var address = new Uri(destination.Address);
        var found = address.IsName() ? await AddressesAsync(address, cancellationToken) : [];
        return found.Length == 0
            ? [new(name, destination)]
            : found.Select(replica => KeyValuePair.Create($"{name}@{replica.IdnHost}", destination with
            {
                Address = replica.AbsoluteUri,
                Host = destination.Host ?? address.Authority,
            }));
    }

    private async Task<Uri[]> AddressesAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await lookup.ReplicasAsync(address, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private CancellationChangeToken Soon() => new(new CancellationTokenSource(RefreshInterval, clock).Token);
}
