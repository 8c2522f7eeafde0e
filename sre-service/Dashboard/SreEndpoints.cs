using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Capacity;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Dashboard;

internal static class SreEndpoints
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly TimeSpan MostSlices = TimeSpan.FromDays(1);

    public static void MapSre(this IEndpointRouteBuilder routes)
    {
        var sre = routes.MapGroup("/sre").WithTags("Reliability").AddEndpointFilter(NeverStored);

        sre.MapGet("/dashboard", (Answers answers) => TypedResults.Ok(answers.Dashboard()))
            .WithName("GetDashboard").WithSummary("Objectives, alerts, health, performance and recommendations");
        sre.MapGet("/health", (Answers answers) => TypedResults.Ok(answers.Health()))
            .WithName("GetHealth").WithSummary("How every part of the system is, with its replicas");
        sre.MapGet("/metrics", GetMetrics)
            .WithName(nameof(GetMetrics)).WithSummary("Requests, infrastructure and business over a time range")
            .Refuses(400);
        sre.MapGet("/capacity", GetCapacity)
            .WithName(nameof(GetCapacity)).WithSummary("What is used, what would be, and what to do").Refuses(400);
        sre.MapGet("/circuit-breakers", (Answers answers) => TypedResults.Ok(answers.CircuitBreakers()))
            .WithName("GetCircuitBreakers").WithSummary("Every circuit breaker in every replica");
        sre.MapGet("/alerts", (Answers answers) => TypedResults.Ok(answers.Alerts()))
            .WithName("GetAlerts").WithSummary("What somebody should look at now");
        sre.MapGet("/slos", (Answers answers) => TypedResults.Ok(answers.Slos()))
            .WithName("GetSlos").WithSummary("The objectives and their error budgets");
        sre.MapGet("/slos/{id}", GetSlo)
            .WithName(nameof(GetSlo)).WithSummary("One objective").Refuses(404);
        sre.MapGet("/slos/{id}/slices", GetSlices)
            .WithName(nameof(GetSlices)).WithSummary("The counts of one objective, minute by minute").Refuses(400)
            .Refuses(404);
    }

    private static Results<Ok<MetricsReport>, Problem> GetMetrics(
        Answers answers,
        [Description("How far back: 5m, 15m, 1h, 6h or 24h; 5m when absent.")] string? time_range = null) =>
        TimeRange.Find(time_range) is { } range
            ? TypedResults.Ok(answers.Measured(range))
            : KnownProblems.InvalidQueryParameter(nameof(time_range), $"Must be one of {TimeRange.Names}.");

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

    private static Results<Ok<ObjectiveReport>, Problem> GetSlo(Answers answers, string id) =>
        answers.Slo(id) is { } report ? TypedResults.Ok(report) : KnownProblems.NotFound;

    private static Results<Ok<SlicesReport>, Problem> GetSlices(
        Answers answers, TimeProvider clock, string id,
        [Description("The first minute, RFC 3339; an hour before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most a day after the first; now when absent.")] string? until = null)
    {
        if (Catalogue.Find(id) is not { } objective)
        {
            return KnownProblems.NotFound;
        }

        if (Time(until, clock.GetUtcNow()) is not { } end)
        {
            return KnownProblems.InvalidQueryParameter(nameof(until), "Not a valid time.");
        }

        return Time(from, end - TimeSpan.FromHours(1)) is { } start && start <= end && end - start <= MostSlices
            ? TypedResults.Ok(answers.Slices(objective, start, end))
            : KnownProblems.InvalidQueryParameter(nameof(from), "Must be a time within the day before the end.");
    }

    private static double? Number(string? text, double absent, double least, double most) =>
        text is null ? absent
        : double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : null;

    private static DateTimeOffset? Time(string? text, DateTimeOffset absent) =>
        text is null ? absent
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 2000 and < 9000 ? time.ToUniversalTime()
        : null;

    private static Problem OutOfRange(string parameter, double least, double most) =>
        KnownProblems.InvalidQueryParameter(
            parameter, FormattableString.Invariant($"Must be a number from {least} to {most}."));

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<ProblemDocument>(status, Problem.ContentType);

    private static ValueTask<object?> NeverStored(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
