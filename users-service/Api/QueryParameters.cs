using Platform.Problems;

namespace UsersService.Api;

internal sealed record QueryParameters(params string[] Names)
{
    /// <summary>An endpoint filter: an unknown or repeated parameter is a 400.</summary>
    public static async ValueTask<object?> OnlyKnownOnce(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (!http.Request.QueryString.HasValue)
        {
            return await next(invocation);
        }

        var known = http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.Names ?? [];
        var errors = new ValidationErrors();
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Contains(name))
            {
                errors.Add(name, "Unknown parameter.");
            }
            else if (values.Count != 1)
            {
                errors.Add(name, "Given more than once.");
            }
        }

        return errors.ToProblem(KnownProblems.InvalidQuery) ?? await next(invocation);
    }
}
