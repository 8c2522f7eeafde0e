using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Database;
using SreService.Queries;

namespace SreService.Incidents;

internal static class IncidentEndpoints
{
    private const string Markdown = "text/markdown; charset=utf-8";
    private const int MostDays = 396;

    public static void MapIncidents(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/incidents", GetIncidents)
            .WithName(nameof(GetIncidents)).WithSummary("List incidents with mean times by severity")
            .WithDescription(
                "A critical alert opens an incident, one for each fault. It resolves 15 minutes after its last alert, "
                + "or when an operator resolves it.")
            .ProducesProblems(400);
        sre.MapGet("/incidents/{id}", GetIncident)
            .WithName(nameof(GetIncident)).WithSummary("Get an incident with its impact, entries and timeline")
            .WithDescription("Kept in the database; 503 while it is unavailable.").ProducesProblems(400, 404, 503);
        sre.MapGet("/action-items", GetActionItems)
            .WithName(nameof(GetActionItems)).WithSummary("List action items of all incidents")
            .WithDescription("Kept in the database; 503 while it is unavailable.").ProducesProblems(400, 503);
        sre.MapGet("/incidents/{id}/messages/{kind}", GetIncidentMessage)
            .WithName(nameof(GetIncidentMessage))
            .WithSummary("Draft a status message to users: initial, update or resolved")
            .Produces<string>(200, Markdown).ProducesProblems(400, 404, 503);
        sre.MapGet("/incidents/{id}/post-mortem", GetPostMortem)
            .WithName(nameof(GetPostMortem))
            .WithSummary("Draft a post-mortem in Markdown with measurements, review and action items")
            .Produces<string>(200, Markdown).ProducesProblems(400, 404, 503);
    }

    private static async Task<Results<Ok<ActionItemsReport>, Problem>> GetActionItems(
        ReviewStore reviews, TimeProvider clock, CancellationToken cancellationToken,
        [Description("Only in this state: open, done or dropped.")] string? state = null)
    {
        var errors = new ValidationErrors();
        var which = errors.OneOf<ActionState>(nameof(state), state);
        return errors.Any ? KnownProblems.InvalidQuery(errors.Details)
            : await reviews.ActionItemsAsync(which, cancellationToken) is { } items
                ? TypedResults.Ok(new ActionItemsReport(
                    clock.GetUtcNow(), items.Count(item => item.State == ActionState.Open),
                    items.Count(item => item.Overdue), items))
            : KnownProblems.ServiceUnavailable;
    }

    private static async Task<Results<Ok<IncidentsReport>, Problem>> GetIncidents(
        IncidentReader incidents, CancellationToken cancellationToken,
        [Description("How many days back, 1 to 396; default: 30. Open incidents are always included.")]
        string? days = null)
    {
        var errors = new ValidationErrors();
        var range = errors.Number(nameof(days), days, 1, MostDays, absent: 30);
        return errors.Any
            ? KnownProblems.InvalidQuery(errors.Details)
            : TypedResults.Ok(await incidents.ReadAsync(TimeSpan.FromDays(range), cancellationToken));
    }

    private static async Task<Results<Ok<IncidentDetails>, Problem>> GetIncident(
        IncidentReader incidents, string id, CancellationToken cancellationToken) =>
        await FindAsync(incidents, id, cancellationToken) switch
        {
            (_, { } details) => TypedResults.Ok(details),
            var (problem, _) => problem!,
        };

    private static async Task<Results<ContentHttpResult, Problem>> GetIncidentMessage(
        IncidentReader incidents, string id, string kind, CancellationToken cancellationToken)
    {
        if (!IncidentMessages.Kinds.Contains(kind))
        {
            return KnownProblems.NotFound;
        }

        return await FindAsync(incidents, id, cancellationToken) switch
        {
            (_, { } details) => TypedResults.Text(IncidentMessages.Of(kind, details), Markdown),
            var (problem, _) => problem!,
        };
    }

    private static async Task<Results<ContentHttpResult, Problem>> GetPostMortem(
        IncidentReader incidents, string id, CancellationToken cancellationToken) =>
        await FindAsync(incidents, id, cancellationToken) switch
        {
            (_, { } details) => TypedResults.Text(PostMortem.Of(details), Markdown),
            var (problem, _) => problem!,
        };

    private static async Task<(Problem? Problem, IncidentDetails? Details)> FindAsync(
        IncidentReader incidents, string id, CancellationToken cancellationToken)
    {
        if (PostgresText.IsInvalid(id))
        {
            return (KnownProblems.NotFound, null);
        }

        var (answered, details) = await incidents.FindAsync(id, cancellationToken);
        return details is not null
            ? (null, details)
            : (answered ? KnownProblems.NotFound : KnownProblems.ServiceUnavailable, null);
    }
}
