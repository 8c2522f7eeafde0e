namespace WebFrontend.Html;

/// <summary>
/// The address that the browser sees. The gateway always overwrites the forwarded headers, and no page can make a browser
/// send one.
/// </summary>
internal static class PublicAddress
{
    /// <returns>Host and, unless it is the scheme's own, port.</returns>
    public static string HostOf(HttpRequest request) =>
        request.Headers["X-Forwarded-Host"] is [{ Length: > 0 } forwarded] ? forwarded : request.Host.Value ?? "";

    /// <returns>For example <c>http://localhost:8080</c>.</returns>
    public static string OriginOf(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"] is ["http" or "https"] forwarded ? forwarded[0] : request.Scheme;
        return $"{scheme}://{HostOf(request)}";
    }
}
