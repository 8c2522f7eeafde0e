using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Database;
using SreService.Queries;

namespace SreService.Timeline;

internal static class TimelineEndpoints
{
    public static void MapTimeline(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/timeline", GetTimeline)
            .WithName(nameof(GetTimeline)).WithSummary("Everything that happened: deploys, replicas, breakers, configuration, alerts, notes")
            .WithDescription("Kept in the database for 13 months (503 while it is away).").Refuses(400).Refuses(503);

    private static async Task<Results<Ok<TimelineReport>, Problem>> GetTimeline(
        StoredAnswers database, TimeProvider clock, CancellationToken cancellationToken,
        [Description("The start, RFC 3339; a day before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, left out itself; now when absent.")] string? until = null,
        [Description("alert, breaker, configuration, deploy, note or replica.")] string? kind = null,
        [Description("Of this service only.")] string? component = null,
        [Description("Of this replica, breaker, alert or incident only.")] string? subject = null,
        [Description("How many at most, 1 to 1000, and those of the same moment; 1000 when absent.")] string? limit = null)
    {
        var (query, faults) = TimelineQuery.Read(from, until, kind, component, subject, limit, clock.GetUtcNow());
        return query is null ? KnownProblems.InvalidQuery(faults)
            : await database.TryAsync((connection, token) => TimelineStore.ReadAsync(connection, query, token), cancellationToken)
                is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
