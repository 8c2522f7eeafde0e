using Platform.Problems;
using UsersService.Database;

namespace UsersService.Api;

internal static class Unavailability
{
    /// <param name="error">The fixed text of its 503.</param>
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
