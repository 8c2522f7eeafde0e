using System.Net;
using System.Net.Sockets;

namespace Platform.Addresses;

/// <summary>Looks a host name up; the system's resolver outside tests.</summary>
/// <exception cref="SocketException">The name has no address now.</exception>
public delegate Task<IPAddress[]> HostLookup(string host, CancellationToken cancellationToken);
