using Platform.Problems;
using UsersService.Database;
using UsersService.Freshness;

namespace UsersService.Users;

/// <summary>The query parameters that an address knows.</summary>
internal sealed record QueryParameters(params string[] Names)
{
    public static async ValueTask<object?> OnlyKnownOnce(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var known = http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.Names ?? [];
        var faults = http.Request.Query
            .Where(parameter => !known.Contains(parameter.Key) || parameter.Value.Count != 1)
            .ToDictionary(
                parameter => parameter.Key,
                parameter => (string[])
                    [known.Contains(parameter.Key) ? "Given more than once." : "Unknown parameter."]);
        return faults.Count > 0 ? KnownProblems.InvalidQuery(faults) : await next(invocation);
    }
}

/// <summary>What a route answers while the database cannot.</summary>
internal static class Unavailability
{
    /// <param name="route">A route that writes.</param>
    /// <param name="error">The fixed text of its 503.</param>
    public static RouteHandlerBuilder FailsWith(this RouteHandlerBuilder route, string error) =>
        route.AddEndpointFilter((invocation, next) => AnswerAsync(invocation, next, error, _ => { }));

    /// <summary>The same for a route that reads, whose failure counts against the freshness objective.</summary>
    public static RouteHandlerBuilder FailsToReadWith(this RouteHandlerBuilder route, string error) =>
        route.AddEndpointFilter((invocation, next) => AnswerAsync(
            invocation, next, error,
            http => http.RequestServices.GetRequiredService<FreshnessMeter>().Unavailable(http)));

    private static async ValueTask<object?> AnswerAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, string error,
        Action<HttpContext> failed)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
        {
            failed(invocation.HttpContext);
            return KnownProblems.ServiceUnavailable with { Error = error };
        }
    }
}
