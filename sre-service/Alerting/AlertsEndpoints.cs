using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Database;
using SreService.Scraping;
using SreService.Timeline;

namespace SreService.Alerting;

internal static class AlertsEndpoints
{
    private const string Markdown = "text/markdown; charset=utf-8";

    public static void MapAlerts(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/alerts", (
                AlertList alerts, Replicas replicas, ObjectivesInForce objectives, Provenance provenance) =>
                TypedResults.Ok(AlertsReport.Of(
                    alerts, replicas, objectives.LastChange(replicas.All, provenance.Now), provenance)))
            .WithName("GetAlerts").WithSummary("List active alerts");
        sre.MapGet("/alerts/history", GetAlertHistory)
            .WithName(nameof(GetAlertHistory)).WithSummary("List changes of alerts")
            .WithDescription("Kept in the database for 13 months; 503 while the database is unavailable.")
            .ProducesProblems(400, 503);
        sre.MapGet("/runbooks/{name}", GetRunbook)
            .WithName(nameof(GetRunbook)).WithSummary("Get a runbook in Markdown")
            .Produces<string>(200, Markdown).ProducesProblems(404);
    }

    private static Results<ContentHttpResult, Problem> GetRunbook(
        [Description("The rule of an alert, or README for the list.")] string name)
    {
        using var runbook = typeof(AlertsEndpoints).Assembly.GetManifestResourceStream($"runbooks/{name}");
        if (runbook is null)
        {
            return KnownProblems.NotFound;
        }

        using var reader = new StreamReader(runbook);
        return TypedResults.Text(reader.ReadToEnd(), Markdown);
    }

    private static async Task<Results<Ok<AlertHistoryReport>, Problem>> GetAlertHistory(
        DatabaseQuery database, TimeProvider clock, CancellationToken cancellationToken,
        [Description("Start, RFC 3339; default: one day before the end.")] string? from = null,
        [Description("End (exclusive), RFC 3339; default: now.")] string? until = null,
        [Description("Only this rule.")] string? rule = null,
        [Description("Only this subject.")] string? subject = null,
        [Description("Value of next in the previous page.")] string? before = null,
        [Description("Maximum number of changes, 1 to 1000; default: 100.")] string? limit = null)
    {
        var (query, errors) = AlertHistoryQuery.Read(from, until, rule, subject, before, limit, clock.GetUtcNow());
        return query is null ? KnownProblems.InvalidQuery(errors)
            : await database.TryAsync(
                (connection, token) => AlertHistory.ReadAsync(connection, query, token), cancellationToken)
                is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
