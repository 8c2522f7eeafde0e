using System.Diagnostics.Metrics;
using System.Net;
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
internal sealed partial class ConnectionLimit
{
    private readonly ClientUses _clients;
    private readonly System.Net.IPNetwork[] _trusted;
    private readonly int _port;
    private readonly Counter<long> _refused;
    private readonly WarningBudget _budget;
    private readonly ILogger _logger;

    public ConnectionLimit(
        ClientUses clients, GatewaySettings gateway, ServiceSettings service, IMeterFactory meters,
        WarningBudget budget, ILogger<ConnectionLimit> logger)
    {
        (_clients, _budget, _logger) = (clients, budget, logger);
        (_trusted, _port) = (gateway.TrustedNetworks(), service.Port);
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

        var connections = _clients.Of(client).Connections;
        if (connections.TryTake())
        {
            try
            {
                await next(connection);
            }
            finally
            {
                connections.Return();
            }

            return;
        }

        _refused.Add(1);
        if (_budget.TrySpend(client))
        {
            LogRefused(client);
        }

        connection.Abort();
    }

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
