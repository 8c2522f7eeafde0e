using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using Platform.Timing;
using SreService.Queries;

namespace SreService.Objectives;

internal static class ObjectivesEndpoints
{
    private static readonly TimeSpan MostSlices = TimeSpan.FromDays(1);

    public static void MapObjectives(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/slos", (SloReader objectives) => TypedResults.Ok(objectives.All()))
            .WithName("GetSlos").WithSummary("List objectives and their error budgets");
        sre.MapGet("/slos/{id}", GetSlo)
            .WithName(nameof(GetSlo)).WithSummary("Get an objective").ProducesProblems(404);
        sre.MapGet("/slos/{id}/slices", GetSlices)
            .WithName(nameof(GetSlices)).WithSummary("List an objective's counts by minute").ProducesProblems(400, 404);
        sre.MapGet("/slos/{id}/history", GetHistory)
            .WithName(nameof(GetHistory)).WithSummary("Get the history of an objective")
            .WithDescription(
                "Counts by minute are kept for 35 days and by hour for 13 months. A history that starts earlier than "
                + "35 days ago needs steps of whole hours and the database (503 while it is unavailable).")
            .ProducesProblems(400, 404, 503);
        sre.MapGet("/rules.prometheus.yml", GetRules)
            .WithName(nameof(GetRules)).WithSummary("Get the objectives as Prometheus rules")
            .Produces<string>(200, PrometheusRules.ContentType);
    }

    private static Results<Ok<ObjectiveReport>, Problem> GetSlo(SloReader objectives, string id) =>
        objectives.Find(id) is { } report ? TypedResults.Ok(report) : KnownProblems.NotFound;

    private static Results<Ok<SlicesReport>, Problem> GetSlices(
        SloList slos, TimeProvider clock, string id,
        [Description("Start, RFC 3339; default: an hour before the end.")] string? from = null,
        [Description("End, RFC 3339, at most a day after the start; default: now.")] string? until = null)
    {
        if (slos.Find(id) is not { } slo)
        {
            return KnownProblems.NotFound;
        }

        if (QueryParameters.Time(until, clock.GetUtcNow()) is not { } end)
        {
            return KnownProblems.InvalidQueryParameter(nameof(until), Rfc3339.Problem);
        }

        return QueryParameters.Time(from, end - TimeSpan.FromHours(1)) is { } start
            && start <= end && end - start <= MostSlices
            ? TypedResults.Ok(SlicesReport.Of(slo, start, end, clock.GetUtcNow()))
            : KnownProblems.InvalidQueryParameter(nameof(from), "Must be a time within the day before the end.");
    }

    private static async Task<Results<Ok<HistoryReport>, Problem>> GetHistory(
        SloList slos, HistoryReader histories, TimeProvider clock, string id,
        CancellationToken cancellationToken,
        [Description("Start, RFC 3339; default: a day before the end.")] string? from = null,
        [Description("End, RFC 3339, at most 390 days after the start; default: now.")] string? until = null,
        [Description("Length of the range instead of from: 30m, 24h, 7d, up to 390d.")] string? time_range = null,
        [Description("Length of one point: 1m, 15m, 1h, 1d; default: one that gives at most 60 points.")]
        string? step = null)
    {
        if (slos.Find(id) is not { } slo)
        {
            return KnownProblems.NotFound;
        }

        var (query, errors) = HistoryQuery.Read(from, until, time_range, step, clock.GetUtcNow());
        return query is null
            ? KnownProblems.InvalidQuery(errors)
            : await histories.ReadAsync(slo, query, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }

    private static ContentHttpResult GetRules(Catalogue catalogue) =>
        TypedResults.Text(PrometheusRules.Of(catalogue.Current.Objectives), PrometheusRules.ContentType);
}
