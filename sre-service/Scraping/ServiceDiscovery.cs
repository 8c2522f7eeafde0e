using System.Net;
using System.Net.Sockets;
using Platform.Addresses;

namespace SreService.Scraping;

/// <summary>
/// Service discovery by DNS: every address of a name is a replica. A DNS server may return a subset at a time, so a
/// known address stays until the replica is gone.
/// </summary>
internal sealed partial class ServiceDiscovery(
    ScrapingSettings settings, HostLookup lookup, ActiveTargets activeTargets, TimeProvider clock,
    ILogger<ServiceDiscovery> logger)
    : BackgroundService
{
    private readonly HashSet<string> _lost = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.DiscoveryInterval, clock);
        do
        {
            await LookUpAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks up every name once, each independently of the others.</summary>
    internal Task LookUpAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(settings.Discovery.Select(name => LookUpAsync(name, cancellationToken)));

    private async Task LookUpAsync(TargetSettings name, CancellationToken cancellationToken)
    {
        var address = new Uri(name.Address);
        try
        {
            var found = await lookup(address.IdnHost, cancellationToken)
                .WaitAsync(settings.DiscoveryInterval, clock, cancellationToken);
            Found(name.Service, address, found);
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            activeTargets.Extend(target => target.Service == name.Service, clock.GetUtcNow());
            Lost(name.Service, address.Host, error.Message);
        }
    }

    private void Found(string service, Uri address, IPAddress[] found)
    {
        var now = clock.GetUtcNow();
        foreach (var replica in found)
        {
            var target = new Target(service, new UriBuilder(address) { Host = replica.ToString() }.Uri, Instance: null);
            if (!activeTargets.Add(target, now))
            {
                LogTooMany(service, target.Address);
            }
        }

        lock (_lost)
        {
            _lost.Remove(address.Host);
        }
    }

    private void Lost(string service, string host, string reason)
    {
        lock (_lost)
        {
            if (_lost.Add(host))
            {
                LogLost(host, service, reason);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "DNS lookup of {Host} for {Target} failed: {Reason}")]
    private partial void LogLost(string host, string target, string reason);

    [LoggerMessage(LogLevel.Warning, "Target limit reached: not scraping {Target} at {Address}")]
    private partial void LogTooMany(string target, string address);
}
