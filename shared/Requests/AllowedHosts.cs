using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Configuration;
using Platform.Problems;

namespace Platform.Requests;

/// <summary>
/// A page whose own name suddenly leads to this address (DNS rebinding) counts for the browser as a page of this
/// service. So only names that no other owner can have are accepted: addresses, names without a dot, and those in
/// <see cref="ServiceSettings.AllowedHosts"/>.
/// </summary>
public static class AllowedHosts
{
    private static readonly Problem Misdirected = KnownProblems.ForStatus(StatusCodes.Status421MisdirectedRequest);

    /// <returns>Null when the request is for this service.</returns>
    public static Problem? Refusal(HttpRequest request, ServiceSettings settings) =>
        IsName(request.Headers.Host.ToString())
        && IsAllowed(new HostString(request.Headers.Host.ToString()).Host, settings.AllowedHosts)
            ? null
            : Misdirected;

    /// <returns>
    /// False for an invalid international name, such as <c>xn--a</c>: reading <c>Request.Host</c> throws.
    /// </returns>
    public static bool IsName(string host)
    {
        try
        {
            _ = HostString.FromUriComponent(host);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <param name="host">Empty in requests of HTTP/1.0, which no browser sends.</param>
    /// <param name="allowed">
    /// Names as in the DNS (<c>xn--mller-kva.example</c>); <c>*.example.org</c> stands for every name that ends so.
    /// </param>
    internal static bool IsAllowed(string host, IEnumerable<string> allowed) =>
        !host.Contains('.', StringComparison.Ordinal)
        || IPAddress.TryParse(host, out _)
        || allowed.Any(name => name.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase));
}
