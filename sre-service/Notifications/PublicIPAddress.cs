using System.Net;
using System.Net.Sockets;

namespace SreService.Notifications;

/// <summary>Whether an address is publicly routable (the registries of RFC 6890).</summary>
internal static class PublicIPAddress
{
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
        // These carry an IPv4 address in them, to which the system, a translator or a relay may connect: RFC 4291,
        // RFC 7915, RFC 6052 and RFC 3056. Teredo (RFC 4380) is in 2001::/23.
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "2002::/16",
    }.Select(network => IPNetwork.Parse(network))];

    public static bool Is(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? Is(address.MapToIPv4())
        : address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !NotPublic.Any(
                network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
}
