using Platform.Problems;

namespace UsersService.Api;

internal sealed record QueryParameters(params string[] Names)
{
    /// <summary>An endpoint filter: an unknown or repeated parameter is a 400.</summary>
    public static ValueTask<object?> OnlyKnownOnce(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (!http.Request.QueryString.HasValue)
        {
            return next(invocation);
        }

        var known = http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.Names ?? [];
        return KnownParameters.Check(http.Request.Query, known) is { } problem ? new(problem) : next(invocation);
    }
}
