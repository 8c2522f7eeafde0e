using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Database;
using SreService.Queries;
using SreService.Scraping;
using SreService.Timeline;

namespace SreService.Alerting;

internal static class AlertsEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/alerts", (
                AlertBoard alerts, Replicas replicas, TimelineBoard timeline, Provenance provenance) =>
                TypedResults.Ok(AlertsReport.Of(
                    alerts.Current, replicas, timeline.LastChange(replicas.All, provenance.Now), provenance)))
            .WithName("GetAlerts").WithSummary("What somebody should look at now");
        sre.MapGet("/alerts/history", GetAlertHistory)
            .WithName(nameof(GetAlertHistory)).WithSummary("When alerts began, changed and ended")
            .WithDescription("Changes are kept for 13 months, in the database (503 while it is away).")
            .Refuses(400).Refuses(503);
    }

    private static async Task<Results<Ok<AlertHistoryReport>, Problem>> GetAlertHistory(
        StoredAnswers database, TimeProvider clock, CancellationToken cancellationToken,
        [Description("The start, RFC 3339; a day before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, left out itself; now when absent.")] string? until = null,
        [Description("Of this rule only.")] string? rule = null,
        [Description("Of this subject only.")] string? subject = null,
        [Description("The value of next in an answer, for those that follow.")] string? before = null,
        [Description("How many at most, 1 to 1000; 100 when absent.")] string? limit = null)
    {
        var (query, faults) = AlertHistoryQuery.Read(from, until, rule, subject, before, limit, clock.GetUtcNow());
        return query is null ? KnownProblems.InvalidQuery(faults)
            : await database.TryAsync(
                (connection, token) => AlertHistory.ReadAsync(connection, query, token), cancellationToken)
                is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
