using WebFrontend.Html;

namespace WebFrontend.Registration;

/// <summary>
/// Tells posts of this site's own pages from cross-site ones, without a token: browsers say where a request comes from.
/// The scheme is not compared, since it may change at the load balancer; the host is.
/// </summary>
internal static class RequestOrigin
{
    public static bool IsOwn(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            return site.ToString() is "same-origin" or "none";
        }

        var source = headers.Origin.Count > 0 ? headers.Origin : headers.Referer;
        return source.Count > 0
            ? IsHost(source.ToString(), ForwardedOrigin.HostOf(request))
            : headers.Cookie.Count == 0;
    }

    private static bool IsHost(string source, string host) =>
        Uri.TryCreate(source, UriKind.Absolute, out var origin)
        && origin.Scheme is "http" or "https"
        && (Same(origin.Authority, host) || Same($"{origin.Host}:{origin.Port}", host));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
