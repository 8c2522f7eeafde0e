using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Problems;

public static class ProblemsModule
{
    /// <summary>Turns an expected exception, such as an open breaker, into a problem instead of a 500.</summary>
    public static void AddExceptionTranslation(this IServiceCollection services, ExceptionTranslation translate) =>
        services.AddSingleton(translate);

    /// <summary>Documents the statuses of the problems that an endpoint answers with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        statuses.Aggregate(
            endpoint, (documented, status) => documented.Produces<ProblemDocument>(status, Problem.ContentType));

    internal static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProblemResponses>();
        builder.Services.AddExceptionTranslation(
            error => error is BadHttpRequestException bad ? KnownProblems.ForStatus(bad.StatusCode) : null);
    }
}
