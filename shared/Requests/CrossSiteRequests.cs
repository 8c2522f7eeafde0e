using Microsoft.AspNetCore.Http;
using Platform.Problems;

namespace Platform.Requests;

/// <summary>
/// Refuses changes that a page of another site sends with the browser of someone who may reach this service. Browsers
/// say where a request comes from; programs say nothing and are accepted. The scheme is not compared, since it may
/// change at the load balancer; the host is.
/// </summary>
internal static class CrossSiteRequests
{
    private static readonly Problem CrossSite = new(
        StatusCodes.Status403Forbidden, "Cross-site request blocked", "A page of another site sent the request.");

    /// <returns>Null when the request is accepted.</returns>
    public static Problem? Refusal(HttpRequest request) =>
        IsSafe(request.Method) || (HasOwnSite(request.Headers) && HasOwnOrigin(request)) ? null : CrossSite;

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool HasOwnSite(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] is { Count: 0 } or ["same-origin" or "none"];

    private static bool HasOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not { Count: > 0 } origin || IsHost(origin.ToString(), ForwardedHost.Of(request));

    private static bool IsHost(string source, string host) =>
        Uri.TryCreate(source, UriKind.Absolute, out var origin)
        && origin.Scheme is "http" or "https"
        && (Same(origin.Authority, host) || Same($"{origin.Host}:{origin.Port}", host));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
