using System.Net;
using System.Net.Sockets;
using Platform.Addresses;

namespace SreService.Scraping;

/// <summary>
/// Looks names up again and again: every address is a replica. A name server may give a few of many at a time, so what
/// it has shown before stays until the replica is gone too.
/// </summary>
internal sealed partial class Discovery(
    ScrapingSettings settings, HostLookup lookup, Roster roster, TimeProvider clock, ILogger<Discovery> logger)
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

    /// <summary>Looks every name up once; what one of them does is nothing to the others.</summary>
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
            roster.KeepSeeing(target => target.Service == name.Service, clock.GetUtcNow());
            Lost(name.Service, address.Host, error.Message);
        }
    }

    private void Found(string service, Uri address, IPAddress[] found)
    {
        var now = clock.GetUtcNow();
        foreach (var replica in found)
        {
            var target = new Target(service, new UriBuilder(address) { Host = replica.ToString() }.Uri, Instance: null);
            if (!roster.See(target, now))
            {
                LogTooMany(service, target.Place);
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

    [LoggerMessage(LogLevel.Warning, "{host}, the name of {observed}, cannot be looked up: {reason}")]
    private partial void LogLost(string host, string observed, string reason);

    [LoggerMessage(LogLevel.Warning, "{observed} at {place} is not read: there are too many replicas")]
    private partial void LogTooMany(string observed, string place);
}
