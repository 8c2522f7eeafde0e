using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Database;

namespace SreService.Timeline;

internal static class TimelineEndpoints
{
    public static void MapTimeline(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/timeline", GetTimeline)
            .WithName(nameof(GetTimeline))
            .WithSummary("List timeline events: deploys, replicas, breakers, configuration, alerts, notes")
            .WithDescription("Kept in the database for 13 months; 503 while it is unavailable.")
            .ProducesProblems(400, 503);

    private static async Task<Results<Ok<TimelineReport>, Problem>> GetTimeline(
        DatabaseQuery database, TimeProvider clock, CancellationToken cancellationToken,
        [Description("Start, RFC 3339; default: one day before the end.")] string? from = null,
        [Description("End (exclusive), RFC 3339; default: now.")] string? until = null,
        [Description("Only this kind: alert, breaker, configuration, deploy, note or replica.")] string? kind = null,
        [Description("Only this service.")] string? component = null,
        [Description("Only this replica, breaker, alert or incident.")] string? subject = null,
        [Description("Maximum number of events, 1 to 1000; default: 1000. Events of the same time stay on one page.")]
        string? limit = null)
    {
        var (query, errors) = TimelineQuery.Read(from, until, kind, component, subject, limit, clock.GetUtcNow());
        return query is null ? KnownProblems.InvalidQuery(errors)
            : await database.TryAsync(
                (connection, token) => TimelineStore.ReadAsync(connection, query, token), cancellationToken)
                is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
