using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using Gateway.RateLimits;
using Microsoft.AspNetCore.Connections;
using Platform.Configuration;
using Platform.Requests;
using Platform.Telemetry;

namespace Gateway.Requests;

/// <summary>
/// Closes a connection of a client that has too many already, before anything of it is read. The connections of a load
/// balancer belong to all clients and are not limited, nor are those to the management port.
/// </summary>
internal sealed partial class ConnectionLimit : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter;
    private readonly System.Net.IPNetwork[] _trusted;
    private readonly int _port;
    private readonly Counter<long> _refused;
    private readonly WarningBudget _budget;
    private readonly ILogger _logger;

    public ConnectionLimit(
        RateLimitSettings limits, GatewaySettings gateway, ServiceSettings service, IMeterFactory meters,
        WarningBudget budget, ILogger<ConnectionLimit> logger)
    {
        (_trusted, _port, _budget, _logger) = (gateway.TrustedNetworks(), service.Port, budget, logger);
        var options = new ConcurrencyLimiterOptions { PermitLimit = Math.Max(1, limits.Connections) };
        _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(client => limits.Connections == 0
            ? RateLimitPartition.GetNoLimiter(client)
            : RateLimitPartition.GetConcurrencyLimiter(client, _ => options));
        _refused = meters.Create(TelemetryModule.Source).CreateCounter<long>(
            "connections.refused", description: "Connections of clients that had too many.");
    }

    public async Task HoldAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (ClientOf(connection) is not { } client)
        {
            await next(connection);
            return;
        }

        using var lease = _limiter.AttemptAcquire(client);
        if (lease.IsAcquired)
        {
            await next(connection);
            return;
        }

        _refused.Add(1);
        if (_budget.TrySpend(client))
        {
            LogRefused(client);
        }

        connection.Abort();
    }

    public void Dispose() => _limiter.Dispose();

    /// <returns>Null when the connection is not limited.</returns>
    private IPAddress? ClientOf(ConnectionContext connection) =>
        connection.LocalEndPoint is IPEndPoint local && local.Port == _port
        && connection.RemoteEndPoint is IPEndPoint { Address: var peer }
        && !_trusted.Any(network => network.Contains(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer))
            ? ClientKey.Of(peer)
            : null;

    [LoggerMessage(LogLevel.Warning, "Closed a connection of {client}, which has too many")]
    private partial void LogRefused(IPAddress client);
}
