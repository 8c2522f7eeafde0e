using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Problems;

/// <summary>Says which problem an exception stands for; null when it is not this one's business.</summary>
public delegate Problem? ExceptionTranslation(Exception exception);

/// <summary>Gives every error a body in the one form: exceptions, unknown routes, wrong methods, bare statuses.</summary>
public static class ProblemsModule
{
    /// <summary>An exception that a service expects, such as an open breaker, becomes a problem rather than a 500.</summary>
    public static void AddExceptionTranslation(this IServiceCollection services, ExceptionTranslation translate) =>
        services.AddSingleton(translate);

    /// <summary>Documents the statuses of the problems that an endpoint answers with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        statuses.Aggregate(
            endpoint, (documented, status) => documented.Produces<ProblemDocument>(status, Problem.ContentType));

    internal static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionTranslation(error => error is BadHttpRequestException bad ? KnownProblems.ForStatus(bad.StatusCode) : null);

        // Where the developer's exception page would show a stack instead.
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
        app.UseStatusCodePages(pages => KnownProblems.ForStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));

        Problem Translate(HttpContext context) =>
            context.Features.Get<IExceptionHandlerFeature>() is { } thrown
                ? translations.Select(translate => translate(thrown.Error)).FirstOrDefault(problem => problem is not null)
                    ?? KnownProblems.InternalServerError
                : KnownProblems.InternalServerError;
    }

    private static Task Handle(HttpContext context, Problem problem) =>
        context.RequestAborted.IsCancellationRequested ? HungUp(context) : problem.ExecuteAsync(context);

    private static Task HungUp(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return Task.CompletedTask;
    }

    private static bool Expected(Exception error, HttpContext context, ExceptionTranslation[] translations) =>
        context.RequestAborted.IsCancellationRequested || translations.Any(translate => translate(error) is not null);
}
