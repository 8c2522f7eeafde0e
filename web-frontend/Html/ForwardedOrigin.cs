using Platform.Requests;

namespace WebFrontend.Html;

/// <summary>
/// The origin that the browser sees, from the forwarded headers: the gateway always overwrites them, and no page can
/// make a browser send one.
/// </summary>
internal static class ForwardedOrigin
{
    /// <returns>For example <c>http://localhost:8080</c>.</returns>
    public static string OriginOf(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"] is ["http" or "https"] forwarded
            ? forwarded[0]
            : request.Scheme;
        return $"{scheme}://{ForwardedHost.Of(request)}";
    }
}
