using Platform.Problems;

namespace SreService.Queries;

internal static class EndpointRules
{
    /// <summary>Documents a problem response with that status.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<ProblemDocument>(status, Problem.ContentType);
}
