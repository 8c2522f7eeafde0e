using System.Net;
using Platform.Requests;

namespace UsersService.Api;

internal static class Client
{
    /// <returns>
    /// The authenticated principal; without one, what its limits at the gateway go by (<see cref="ClientKey"/>): of the
    /// address in the gateway's header, or of that of the connection.
    /// </returns>
    public static string Of(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name
        : ClientKey.Of(
            IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"], out var address)
                ? address
                : context.Connection.RemoteIpAddress).ToString();
}
