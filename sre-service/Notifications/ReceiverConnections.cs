using System.Net;
using System.Net.Sockets;
using Platform.Addresses;

namespace SreService.Notifications;

/// <summary>
/// Connects to receivers, at public addresses unless the host is allowed by name. The address is checked after the name
/// was resolved, and the connection goes to that very address (no DNS rebinding).
/// </summary>
internal sealed class ReceiverConnections(NotificationSettings settings, HostLookup lookUp)
{
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await AddressesAsync(target.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] all = IPAddress.TryParse(host, out var literal) ? [literal] : await lookUp(host, cancellationToken);
        if (settings.Allows(host))
        {
            return all;
        }

        IPAddress[] allowed = [.. all.Where(PublicIPAddress.Is)];
        return allowed.Length > 0 ? allowed : throw new ForbiddenAddressException(host);
    }
}

internal sealed class ForbiddenAddressException(string host)
    : Exception($"{host} has no public address and is not named in Notifications:AllowedHosts");
