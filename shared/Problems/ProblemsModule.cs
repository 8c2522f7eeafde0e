using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Problems;

/// <summary>Translates an exception into a problem; null when it is not responsible for it.</summary>
public delegate Problem? ExceptionTranslation(Exception exception);

/// <summary>Gives every error a problem body: exceptions, unknown routes, wrong methods, bare statuses.</summary>
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
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionTranslation(
            error => error is BadHttpRequestException bad ? KnownProblems.ForStatus(bad.StatusCode) : null);

        // Otherwise the developer exception page shows a stack trace.
        builder.WebHost.UseSetting(WebHostDefaults.DetailedErrorsKey, "false");
    }

    internal static void UseProblems(this WebApplication app)
    {
        var translations = app.Services.GetServices<ExceptionTranslation>().Reverse().ToArray();

        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Handle(context, Translate(context)),
            SuppressDiagnosticsCallback = handled => Expected(handled.Exception, handled.HttpContext, translations),
        });
        app.UseStatusCodePages(pages =>
            KnownProblems.ForStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));

        Problem Translate(HttpContext context)
        {
            var thrown = context.Features.Get<IExceptionHandlerFeature>()!.Error;
            return translations.Select(translate => translate(thrown)).FirstOrDefault(problem => problem is not null)
                ?? KnownProblems.InternalServerError;
        }
    }

    private static Task Handle(HttpContext context, Problem problem) =>
        context.RequestAborted.IsCancellationRequested ? ClientClosedRequest(context) : problem.ExecuteAsync(context);

    private static Task ClientClosedRequest(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return Task.CompletedTask;
    }

    private static bool Expected(Exception error, HttpContext context, ExceptionTranslation[] translations) =>
        context.RequestAborted.IsCancellationRequested || translations.Any(translate => translate(error) is not null);
}
