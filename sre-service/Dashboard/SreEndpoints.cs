using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Alerting;
using SreService.Capacity;
using SreService.Deploys;
using SreService.Events;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Dashboard;

internal static class SreEndpoints
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static void MapSre(this IEndpointRouteBuilder routes)
    {
        var sre = routes.MapGroup("/sre").WithTags("Reliability").AddEndpointFilter(NeverStored);

        sre.MapGet("/dashboard", (Answers answers) => TypedResults.Ok(answers.Dashboard()))
            .WithName("GetDashboard").WithSummary("Objectives, alerts, health, performance and recommendations");
        sre.MapGet("/health", (Answers answers) => TypedResults.Ok(answers.Health()))
            .WithName("GetHealth").WithSummary("How every part of the system is, with its replicas");
        sre.MapGet("/metrics", GetMetrics)
            .WithName(nameof(GetMetrics)).WithSummary("Requests, infrastructure and business over a time range")
            .WithDescription(
                "Without `service`, `route` and `replica` the requests are the users' at the gateway. A `service` is asked for "
                + "what its own replicas counted, and answers with the share of each; a route that nobody asked for has no "
                + "requests.")
            .Refuses(400).Refuses(404);
        sre.MapGet("/capacity", GetCapacity)
            .WithName(nameof(GetCapacity)).WithSummary("What is used, what would be, and what to do").Refuses(400);
        sre.MapGet("/circuit-breakers", (Answers answers) => TypedResults.Ok(answers.CircuitBreakers()))
            .WithName("GetCircuitBreakers").WithSummary("Every circuit breaker in every replica");
        sre.MapGet("/probes", (Answers answers) => TypedResults.Ok(answers.Probes()))
            .WithName("GetProbes").WithSummary("What is probed, from where, and what came of it");
        sre.MapAlerts();
        sre.MapDeploys();
        sre.MapIncidents();
        sre.MapObjectives();
        sre.MapEvents();
    }

    private static async Task<Results<Ok<MetricsReport>, Problem>> GetMetrics(
        Answers answers, Replicas replicas, CancellationToken cancellationToken,
        [Description("How far back: 5m, 15m, 1h, 6h, 24h, 7d or 30d; 5m when absent.")] string? time_range = null,
        [Description("The service that counted; the gateway when absent.")] string? service = null,
        [Description("Requests of this route only, as the answer's throughput names it.")] string? route = null,
        [Description("The instance id of one replica; up to 24h.")] string? replica = null)
    {
        var (question, faults) = MetricsQuestion.Read(time_range, service, route, replica, Metrics.Services(replicas));
        return question is null ? KnownProblems.InvalidQuery(faults)
            : await answers.MetricsAsync(question, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.NotFound;
    }

    private static Results<Ok<CapacityReport>, Problem> GetCapacity(
        Answers answers,
        [Description("Growth of traffic until the horizon, percent, -100 to 10000; 0 when absent.")]
        string? growth = null,
        [Description("Days, 1 to 3650; 30 when absent.")] string? horizon = null)
    {
        if (Number(growth, WhatIf.DefaultGrowth, WhatIf.LeastGrowth, WhatIf.MostGrowth) is not { } percent)
        {
            return OutOfRange(nameof(growth), WhatIf.LeastGrowth, WhatIf.MostGrowth);
        }

        return Number(horizon, WhatIf.DefaultHorizon, WhatIf.LeastHorizon, WhatIf.MostHorizon) is { } days
            ? TypedResults.Ok(answers.Capacity(new WhatIf(percent, days)))
            : OutOfRange(nameof(horizon), WhatIf.LeastHorizon, WhatIf.MostHorizon);
    }

    private static double? Number(string? text, double absent, double least, double most) =>
        text is null ? absent
        : double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : null;

    private static Problem OutOfRange(string parameter, double least, double most) =>
        KnownProblems.InvalidQueryParameter(
            parameter, FormattableString.Invariant($"Must be a number from {least} to {most}."));

    internal static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<ProblemDocument>(status, Problem.ContentType);

    private static ValueTask<object?> NeverStored(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
