using System.Net;
using System.Net.Sockets;

namespace Platform.Requests;

/// <summary>What identifies a client for its limits.</summary>
public static class ClientKey
{
    private const int NetworkBytes = 8;

    /// <returns>
    /// The address; of IPv6 the first 64 bits, because one customer has all the addresses with that prefix.
    /// </returns>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
