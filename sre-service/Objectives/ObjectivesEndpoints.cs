using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Queries;

namespace SreService.Objectives;

internal static class ObjectivesEndpoints
{
    private static readonly TimeSpan MostSlices = TimeSpan.FromDays(1);

    public static void MapObjectives(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/slos", (SloReader objectives) => TypedResults.Ok(objectives.All()))
            .WithName("GetSlos").WithSummary("The objectives and their error budgets");
        sre.MapGet("/slos/{id}", GetSlo)
            .WithName(nameof(GetSlo)).WithSummary("One objective").Refuses(404);
        sre.MapGet("/slos/{id}/slices", GetSlices)
            .WithName(nameof(GetSlices)).WithSummary("The counts of one objective, minute by minute").Refuses(400)
            .Refuses(404);
        sre.MapGet("/slos/{id}/history", GetHistory)
            .WithName(nameof(GetHistory)).WithSummary("The counts and the budget of one objective over time")
            .WithDescription(
                "Minutes are known for 35 days and whole hours for 13 months: a history that begins earlier has steps of "
                + "whole hours and needs the database (503 while it is away).")
            .Refuses(400).Refuses(404).Refuses(503);
        sre.MapGet("/rules.prometheus.yml", GetRules)
            .WithName(nameof(GetRules)).WithSummary("The objectives as recording and alerting rules of Prometheus")
            .Produces<string>(200, PrometheusRules.ContentType);
    }

    private static Results<Ok<ObjectiveReport>, Problem> GetSlo(SloReader objectives, string id) =>
        objectives.Find(id) is { } report ? TypedResults.Ok(report) : KnownProblems.NotFound;

    private static Results<Ok<SlicesReport>, Problem> GetSlices(
        ObjectiveBoard board, TimeProvider clock, string id,
        [Description("The first minute, RFC 3339; an hour before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most a day after the first; now when absent.")] string? until = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        if (Times.Read(until, clock.GetUtcNow()) is not { } end)
        {
            return KnownProblems.InvalidQueryParameter(nameof(until), "Not a valid time.");
        }

        return Times.Read(from, end - TimeSpan.FromHours(1)) is { } start && start <= end && end - start <= MostSlices
            ? TypedResults.Ok(SlicesReport.Of(standing, start, end, clock.GetUtcNow()))
            : KnownProblems.InvalidQueryParameter(nameof(from), "Must be a time within the day before the end.");
    }

    private static async Task<Results<Ok<HistoryReport>, Problem>> GetHistory(
        ObjectiveBoard board, HistoryReader histories, TimeProvider clock, string id, CancellationToken cancellationToken,
        [Description("The start, RFC 3339; a day before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most 390 days after the start; now when absent.")] string? until = null,
        [Description("Instead of from, how far back: 30m, 24h, 7d, up to 390d.")] string? time_range = null,
        [Description("The length of one point: 1m, 15m, 1h, 1d; one that gives at most 60 points when absent.")]
        string? step = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        var (question, faults) = HistoryQuestion.Read(from, until, time_range, step, clock.GetUtcNow());
        return question is null
            ? KnownProblems.InvalidQuery(faults)
            : await histories.ReadAsync(standing, question, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }

    private static ContentHttpResult GetRules(Catalogue catalogue) =>
        TypedResults.Text(PrometheusRules.Of(catalogue.Current.Objectives), PrometheusRules.ContentType);
}
