using Platform.Problems;
using UsersService.Database;

namespace UsersService.Api;

/// <summary>The answer of a route while the database is unavailable.</summary>
internal static class Unavailability
{
    /// <param name="route">A route that uses the database.</param>
    /// <param name="error">The fixed text of its 503.</param>
    /// <param name="failed">Called before the 503 is sent.</param>
    public static RouteHandlerBuilder FailsWith(
        this RouteHandlerBuilder route, string error, Action<HttpContext>? failed = null) =>
        route.AddEndpointFilter(async (invocation, next) =>
        {
            try
            {
                return await next(invocation);
            }
            catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
            {
                failed?.Invoke(invocation.HttpContext);
                return KnownProblems.ServiceUnavailable with { Error = error };
            }
        });
}
