using System.Net;
using System.Net.Sockets;

namespace Platform.Addresses;

/// <summary>Looks up the addresses of a host name; the system's resolver outside tests.</summary>
/// <exception cref="SocketException">The name has no address now.</exception>
public delegate Task<IPAddress[]> HostLookup(string host, CancellationToken cancellationToken);
