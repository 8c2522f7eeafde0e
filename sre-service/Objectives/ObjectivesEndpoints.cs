using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Dashboard;
using SreService.Ledger;
using SreService.Slices;

namespace SreService.Objectives;

internal static class ObjectivesEndpoints
{
    private static readonly TimeSpan MostSlices = TimeSpan.FromDays(1);

    public static void MapObjectives(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/slos", (Answers answers) => TypedResults.Ok(answers.Slos()))
            .WithName("GetSlos").WithSummary("The objectives and their error budgets");
        sre.MapGet("/slos/{id}", GetSlo)
            .WithName(nameof(GetSlo)).WithSummary("One objective").Refuses(404);
        sre.MapGet("/slos/{id}/slices", GetSlices)
            .WithName(nameof(GetSlices)).WithSummary("The counts of one objective, minute by minute").Refuses(400)
            .Refuses(404);
        sre.MapGet("/slos/{id}/history", GetHistory)
            .WithName(nameof(GetHistory)).WithSummary("The counts and the budget of one objective over time")
            .WithDescription(
                "Minutes are known for 35 days and whole hours for 13 months: a history that begins earlier has steps of "
                + "whole hours and needs the database (503 while it is away).")
            .Refuses(400).Refuses(404).Refuses(503);
        sre.MapGet("/slos/{id}/ledger", GetLedger)
            .WithName(nameof(GetLedger)).WithSummary("Whose doing the bad events of an objective were")
            .WithDescription(
                "Every bad minute has one cause: what somebody said, else the incident that went on, else a version that started "
                + "in the 15 minutes before, else a breaker or replica that changed within a minute, else none. 503 while the "
                + "database is away.")
            .Refuses(400).Refuses(404).Refuses(503);
        sre.MapGet("/rules.prometheus.yml", GetRules)
            .WithName(nameof(GetRules)).WithSummary("The objectives as recording and alerting rules of Prometheus")
            .Produces<string>(200, PrometheusRules.ContentType);
    }

    private static Results<Ok<ObjectiveReport>, Problem> GetSlo(Answers answers, string id) =>
        answers.Slo(id) is { } report ? TypedResults.Ok(report) : KnownProblems.NotFound;

    private static Results<Ok<SlicesReport>, Problem> GetSlices(
        Answers answers, ObjectiveBoard board, TimeProvider clock, string id,
        [Description("The first minute, RFC 3339; an hour before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most a day after the first; now when absent.")] string? until = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        if (Times.Read(until, clock.GetUtcNow()) is not { } end)
        {
            return KnownProblems.InvalidQueryParameter(nameof(until), "Not a valid time.");
        }

        return Times.Read(from, end - TimeSpan.FromHours(1)) is { } start && start <= end && end - start <= MostSlices
            ? TypedResults.Ok(answers.Slices(standing, start, end))
            : KnownProblems.InvalidQueryParameter(nameof(from), "Must be a time within the day before the end.");
    }

    private static async Task<Results<Ok<HistoryReport>, Problem>> GetHistory(
        ObjectiveBoard board, HistoryReader histories, TimeProvider clock, string id, CancellationToken cancellationToken,
        [Description("The start, RFC 3339; a day before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most 390 days after the start; now when absent.")] string? until = null,
        [Description("Instead of from, how far back: 30m, 24h, 7d, up to 390d.")] string? time_range = null,
        [Description("The length of one point: 1m, 15m, 1h, 1d; one that gives at most 60 points when absent.")]
        string? step = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        var (question, faults) = HistoryQuestion.Read(from, until, time_range, step, clock.GetUtcNow());
        return question is null
            ? KnownProblems.InvalidQuery(faults)
            : await histories.ReadAsync(standing, question, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }

    private static async Task<Results<Ok<LedgerReport>, Problem>> GetLedger(
        ObjectiveBoard board, LedgerStore ledger, TimeProvider clock, string id, CancellationToken cancellationToken,
        [Description("The start, RFC 3339; a day before the end when absent.")] string? from = null,
        [Description("The end, RFC 3339, at most 35 days after the start; now when absent.")] string? until = null)
    {
        if (board.Find(id) is not { } standing)
        {
            return KnownProblems.NotFound;
        }

        var faults = new Faults();
        var span = faults.Span(from, until, TimeSpan.FromDays(1), clock.GetUtcNow());
        if (span.Until - span.From > Window.Longest)
        {
            faults.Add(nameof(from), $"Must be a time before the end, by at most {Durations.Text(Window.Longest)}.", false);
        }

        return faults.Found
            ? KnownProblems.InvalidQuery(faults.ByParameter)
            : await ledger.ReadAsync(standing, span.From.WholeMinute, span.Until, cancellationToken) is { } report
                ? TypedResults.Ok(report)
            : KnownProblems.ServiceUnavailable;
    }

    private static ContentHttpResult GetRules(Catalogue catalogue) =>
        TypedResults.Text(PrometheusRules.Of(catalogue.Current.Objectives), PrometheusRules.ContentType);
}
