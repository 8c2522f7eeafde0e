using System.Collections.Concurrent;
using System.Net.Sockets;
using Platform.Addresses;
using Platform.Resilience;

namespace WebFrontend.Users;

/// <summary>
/// The replicas of users-service: every address behind the configured ones, looked up again every 5 s. Their breakers
/// are named <c>users/host:port</c>, with the settings of <c>Breakers:users</c>.
/// </summary>
internal sealed class Replicas(
    Uri[] configured, BreakerSettings breakers, HostLookup lookup, TimeProvider clock, ILogger<Breaker> logger)
    : BackgroundService, IBreakerSource
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Uri, Replica> _known = [];
    private volatile Replica[] _current = [];

    public IEnumerable<IBreaker> Breakers() => _current.Select(replica => replica.Breaker);

    /// <returns>
    /// All of them, in the order in which to ask: those that were silent last, then by requests that they have.
    /// </returns>
    public Replica[] InOrder()
    {
        var replicas = (Replica[])_current.Clone();
        Random.Shared.Shuffle(replicas);
        return [.. replicas.OrderBy(replica => replica.IsSilent).ThenBy(replica => replica.Waiting)];
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RefreshAsync(stoppingToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(configured.Select(async service =>
            (await AddressesAsync(service, cancellationToken)).Select(address => (address, service.Authority))));
        var all = found.SelectMany(one => one).DistinctBy(one => one.address).ToArray();
        foreach (var gone in _known.Keys.Except(all.Select(one => one.address)))
        {
            _known.TryRemove(gone, out _);
        }

        _current = [.. all.Select(one => _known.GetOrAdd(one.address, NewReplica, one.Authority))];
    }

    /// <returns>The address itself when its name has none now: the call will say so.</returns>
    private async Task<Uri[]> AddressesAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await lookup.ReplicasAsync(address, cancellationToken).WaitAsync(Patience, clock, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return [address];
        }
    }

    private Replica NewReplica(Uri address, string host) => new(
        address,
        host,
        new Breaker($"users/{address.Authority}", breakers, UsersClient.FailureReason, clock, logger),
        clock);
}
