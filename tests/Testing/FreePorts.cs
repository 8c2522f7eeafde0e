using System.Net;
using System.Net.Sockets;

namespace Testing;

/// <summary>Ports of loopback that nobody listens on.</summary>
public static class FreePorts
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
