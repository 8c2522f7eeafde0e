using System.Net;
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

        return new(replicas, destinations.Values.Any(each => IsName(new Uri(each.Address))) ? Soon() : null);
    }

    private async Task<IEnumerable<KeyValuePair<string, DestinationConfig>>> ReplicasAsync(
        string name, DestinationConfig destination, CancellationToken cancellationToken)
    {
        var address = new Uri(destination.Address);
        var found = IsName(address) ? await AddressesAsync(address.IdnHost, cancellationToken) : [];
        return found.Length == 0
            ? [new(name, destination)]
            : found.Select(replica => KeyValuePair.Create($"{name}@{replica}", destination with
            {
                Address = new UriBuilder(address) { Host = replica.ToString() }.Uri.AbsoluteUri,
                Host = destination.Host ?? address.Authority,
            }));
    }

    /// <returns>Only the IPv4 addresses of a host with both families, so that no replica counts twice.</returns>
    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var all = await lookup(host, cancellationToken);
            var four = all.Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToArray();
            return four.Length > 0 ? four : all;
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static bool IsName(Uri address) => address.HostNameType == UriHostNameType.Dns;

    private CancellationChangeToken Soon() => new(new CancellationTokenSource(RefreshInterval, clock).Token);
}
