using System.Net;
using System.Net.Sockets;

namespace Local;

/// <summary>Whether a port of this machine can be listened on.</summary>
internal static class Ports
{
    public static bool IsFree(int port) =>
        Free(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || Free(IPAddress.IPv6Loopback, port));

    /// <returns>The first free port from here on.</returns>
    public static int FirstFree(int from) => Enumerable.Range(from, 1000).First(IsFree);

    private static bool Free(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException error)
            when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException)
        {
            // The machine does not have this address family, so the port is free.
            return true;
        }
    }
}
