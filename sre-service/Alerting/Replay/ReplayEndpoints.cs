using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Objectives;
using SreService.Queries;

namespace SreService.Alerting.Replay;

internal static class ReplayEndpoints
{
    public static void MapReplay(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/slos/{id}/replay", ReplayRules)
            .WithName(nameof(ReplayRules)).WithSummary("When other burn rates or another target would have called somebody")
            .WithDescription(
                "What is not given is as it is now. Nothing is changed: edit the objective's file when the answer pleases.")
            .Refuses(400).Refuses(404);

    private static Results<Ok<ReplayReport>, Problem> ReplayRules(
        ObjectiveBoard board, string id,
        [Description("Percent of good events.")] string? target = null,
        [Description("As the objective's file has them: 1h/5m > 14.4 page, 6h/30m > 6 page.")] string? burn_rates = null,
        [Description("How far back: 24h, 7d, up to 35d; 30d when absent.")] string? time_range = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        var (query, faults) = ReplayQuery.Read(standing.Objective, target, burn_rates, time_range);
        return query is null ? KnownProblems.InvalidQuery(faults) : TypedResults.Ok(Replayer.Report(standing, query));
    }
}
