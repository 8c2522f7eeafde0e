using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Counting;
using SreService.Objectives;
using SreService.Queries;

namespace SreService.Ledger;

internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/slos/{id}/ledger", GetLedger)
            .WithName(nameof(GetLedger)).WithSummary("List what caused the bad events of an objective")
            .WithDescription(
                "Every bad minute has one cause: an operator's correction, else an open incident, else a deploy within "
                + "the 15 minutes before, else a breaker that opened or a replica that was lost since a minute "
                + "before, else unexplained. A cause begins before the minute ends and lies on the path of the "
                + "requests that the objective counts. "
                + "503 while the database is unavailable.")
            .ProducesProblems(400, 404, 503);

    private static async Task<Results<Ok<LedgerReport>, Problem>> GetLedger(
        SloList slos, LedgerStore ledger, TimeProvider clock, string id, CancellationToken cancellationToken,
        [Description("Start, RFC 3339; default: one day before the end.")] string? from = null,
        [Description("End, RFC 3339, at most 35 days after the start; default: now.")] string? until = null)
    {
        if (slos.Find(id) is not { } slo)
        {
            return KnownProblems.NotFound;
        }

        var errors = new ValidationErrors();
        var span = errors.Interval(from, until, TimeSpan.FromDays(1), clock.GetUtcNow());
        if (span.Until - span.From > Window.Longest)
        {
            errors.Add(nameof(from), $"Must be a time before the end, by at most {Durations.Text(Window.Longest)}.");
        }

        return errors.Any
            ? KnownProblems.InvalidQuery(errors.Details)
            : await ledger.ReadAsync(slo, span.From.WholeMinute, span.Until, cancellationToken) is { } report
                ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
