using Platform.Problems;

namespace UsersService.Api;

internal sealed record QueryParameters(params string[] Names)
{
    /// <summary>An endpoint filter: an unknown or repeated parameter is a 400.</summary>
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
