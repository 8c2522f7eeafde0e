using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;

namespace SreService.Alerting.Silences;

internal static class SilencesEndpoints
{
    private static readonly TimeSpan Shown = TimeSpan.FromDays(30);

    public static void MapSilences(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/silences", GetSilences)
            .WithName(nameof(GetSilences)).WithSummary("List silences")
            .WithDescription("Kept in the database; 503 while it is unavailable.").ProducesProblems(503);

    private static async Task<Results<Ok<SilencesReport>, Problem>> GetSilences(
        SilenceStore store, SilenceNotes notes, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await store.ReadAsync(now - Shown, cancellationToken) is { } silences
            ? TypedResults.Ok(new SilencesReport(now, [.. silences.Select(one => notes.Noted(one, now))]))
            : KnownProblems.ServiceUnavailable;
    }
}
