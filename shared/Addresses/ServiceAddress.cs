using System.Net;
using System.Net.Sockets;

namespace Platform.Addresses;

/// <summary>Where a service is: an address, or a name with an address for each replica.</summary>
public static class ServiceAddress
{
    /// <summary>What is said of a setting for which <see cref="Parse"/> gives null.</summary>
    public const string Rule = "must be an absolute http or https URL of a host, without query or credentials.";

    /// <returns>Null when it is not valid.</returns>
    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? address
            : null;

    public static bool IsName(this Uri address) => address.HostNameType == UriHostNameType.Dns;

    /// <returns>
    /// The address of each replica; only the IPv4 addresses of a host with both families, so that no replica counts
    /// twice. What is not a name is its own replica.
    /// </returns>
    /// <exception cref="SocketException">The name has no address now.</exception>
    public static async Task<Uri[]> ReplicasAsync(
        this HostLookup lookup, Uri address, CancellationToken cancellationToken)
    {
        if (!address.IsName())
        {
            return [address];
        }

        var all = await lookup(address.IdnHost, cancellationToken);
        var four = all.Where(one => one.AddressFamily == AddressFamily.InterNetwork).ToArray();
        return [.. (four.Length > 0 ? four : all).Select(one => At(address, one))];
    }

    private static Uri At(Uri name, IPAddress address) => new UriBuilder(name) { Host = address.ToString() }.Uri;
}
