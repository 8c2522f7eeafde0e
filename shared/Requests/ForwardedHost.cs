using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>
/// The host that the browser sees, also behind the gateway, which always overwrites the forwarded header.
/// </summary>
public static class ForwardedHost
{
    // No page can make a browser send this header to another site.
    public const string Header = "X-Forwarded-Host";

    /// <returns>The host as in the DNS, with the port unless it is the scheme's default.</returns>
    public static string Of(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 } forwarded] ? forwarded : request.Headers.Host.ToString();
}
