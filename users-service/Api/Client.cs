using System.Net;

namespace UsersService.Api;

internal static class Client
{
    /// <returns>
    /// The authenticated principal; without one, the address that the gateway sets in the header, or that of the
    /// connection.
    /// </returns>
    public static string Of(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name
        : IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"], out var address) ? address.ToString()
        : context.Connection.RemoteIpAddress?.ToString() ?? "";
}
