using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Alerting.Replay;
using SreService.Dashboard;
using SreService.Muting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Alerting;

internal static class AlertsEndpoints
{
    private static readonly TimeSpan SilencesShown = TimeSpan.FromDays(30);

    public static void MapAlerts(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/alerts", (Answers answers) => TypedResults.Ok(answers.Alerts()))
            .WithName("GetAlerts").WithSummary("What somebody should look at now");
        sre.MapGet("/alerts/history", GetAlertHistory)
            .WithName(nameof(GetAlertHistory)).WithSummary("When alerts began, changed and ended")
            .WithDescription("Changes are kept for 13 months, in the database (503 while it is away).")
            .Refuses(400).Refuses(503);
        sre.MapGet("/notifications", (Answers answers) => TypedResults.Ok(answers.Notifications()))
            .WithName("GetNotifications").WithSummary("Who is told of alerts, and whether it arrives");
        sre.MapGet("/silences", GetSilences)
            .WithName(nameof(GetSilences)).WithSummary("Of which alerts nobody is told, until when, who said so and why")
            .WithDescription("Kept in the database (503 while it is away).").Refuses(503);
        sre.MapGet("/slos/{id}/replay", ReplayRules)
            .WithName(nameof(ReplayRules)).WithSummary("When other burn rates or another target would have called somebody")
            .WithDescription(
                "What is not given is as it is now. Nothing is changed: edit the objective's file when the answer pleases.")
            .Refuses(400).Refuses(404);
    }

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

        var (question, faults) = ReplayQuestion.Read(standing.Objective, target, burn_rates, time_range);
        return question is null ? KnownProblems.InvalidQuery(faults) : TypedResults.Ok(Replayer.Report(standing, question));
    }

    private static async Task<Results<Ok<SilencesReport>, Problem>> GetSilences(
        MutingStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await store.ReadAsync(now - SilencesShown, cancellationToken) is { } silences
            ? TypedResults.Ok(new SilencesReport(now, silences))
            : KnownProblems.ServiceUnavailable;
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
        var (question, faults) = AlertHistoryQuestion.Read(from, until, rule, subject, before, limit, clock.GetUtcNow());
        return question is null ? KnownProblems.InvalidQuery(faults)
            : await database.TryAsync(
                (connection, token) => AlertHistory.ReadAsync(connection, question, token), cancellationToken)
                is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }
}
