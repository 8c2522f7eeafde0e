using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Objectives;

namespace SreService.Alerting.Replay;

internal static class ReplayEndpoints
{
    public static void MapReplay(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/slos/{id}/replay", ReplayRulesAsync)
            .WithName("ReplayRules").WithSummary("Replay history against other thresholds")
            .WithDescription(
                "Parameters that are left out keep their current values. A replay changes nothing: to apply one, edit "
                + "the objective's file. A response whose Cache-Status is a hit was computed before in this evaluation "
                + "round and costs as much as any request.")
            .ProducesProblems(400, 404);

    private static async Task<Results<Ok<ReplayReport>, Problem>> ReplayRulesAsync(
        HttpResponse response, Replays replays, SloList slos, string id, CancellationToken cancellationToken,
        [Description("Target in percent of good events.")] string? target = null,
        [Description("Burn rates as in the objective's file: 1h/5m > 14.4 page, 6h/30m > 6 page.")]
        string? burn_rates = null,
        [Description("How far back: 24h, 7d, up to 35d; default: 30d.")] string? time_range = null)
    {
        if (slos.Find(id) is not { } slo)
        {
            return KnownProblems.NotFound;
        }

        var (query, errors) = ReplayQuery.Read(slo.Objective, target, burn_rates, time_range);
        if (query is null)
        {
            return KnownProblems.InvalidQuery(errors);
        }

        var (report, isFromCache) = await replays.ReportAsync(slos, slo, query, cancellationToken);
        response.Headers["Cache-Status"] = $"sre-service; {(isFromCache ? "hit" : "fwd=miss")}";
        return TypedResults.Ok(report);
    }
}
