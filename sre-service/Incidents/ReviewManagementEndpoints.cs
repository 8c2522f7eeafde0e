using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Incidents;

/// <summary>
/// Operator commands on the management port about what follows from an incident:
/// <c>POST /internal/incidents/actions</c> adds an action item, <c>/internal/incidents/actions/change</c> changes one,
/// <c>/internal/incidents/reviews</c> stores sections of a review.
/// </summary>
internal sealed class ReviewManagementEndpoints(OperatorKey key, ReviewStore store, TimeProvider clock)
{
    public const string ActionsPath = "/internal/incidents/actions";
    public const string ChangesPath = "/internal/incidents/actions/change";
    public const string ReviewsPath = "/internal/incidents/reviews";

    private const int MaxNameLength = 128;
    private const int MaxTextLength = 2000;

    /// <summary>Five texts of characters that JSON may escape with 6 bytes each, and the rest.</summary>
    private const int MaxBodyLength = 64 << 10;

    public Task AddActionAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, ActionOf, async (item, token) => await store.AddAsync(item, token) switch
        {
            > 0 and var id => TypedResults.Json(
                item with { Id = id }, IncidentsJson.Default.ActionItem,
                statusCode: StatusCodes.Status201Created),
            var id => NotStored(id),
        },
        MaxBodyLength);

    public Task ChangeActionAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, ChangeOf, async (change, token) => NotStored(await store.ChangeAsync(change, token)));

    public Task AddReviewAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, members => new ReviewOfIncident(members.Text("id", MaxNameLength), ReviewOf(members)),
        async (given, token) => NotStored(await store.AddAsync(given.Incident, given.Review, token)),
        MaxBodyLength);

    /// <returns>Null when something was stored.</returns>
    private static Problem? NotStored(long? stored) => stored switch
    {
        null => KnownProblems.ServiceUnavailable,
        0 => KnownProblems.NotFound,
        _ => null,
    };

    private ActionItem ActionOf(JsonMembers members) => new(
        0, members.Text("id", MaxNameLength), members.Text("action", MaxTextLength),
        members.OneOf<ActionKind>("kind"), members.Text("owner", MaxNameLength), members.Day("due"),
        ActionState.Open, Overdue: false, clock.GetUtcNow(), members.Text("author", MaxNameLength), null, null);

    private ActionChange ChangeOf(JsonMembers members)
    {
        var change = new ActionChange(
            members.Number("id", 1, long.MaxValue), members.Text("author", MaxNameLength),
            members.Has("state") ? members.OneOf<ActionState>("state") : null,
            members.OptionalText("owner", MaxNameLength), members.Has("due") ? members.Day("due") : null,
            clock.GetUtcNow());
        return (change.State, change.Owner, change.Due) is (null, null, null)
            ? members.Errors.Add("state", "or owner or due is required.", change)
            : change;
    }

    private Review ReviewOf(JsonMembers members)
    {
        var review = new Review(
            Section("summary"), Section("root_cause"), Section("went_well"), Section("went_badly"), Section("lucky"),
            members.Text("author", MaxNameLength), clock.GetUtcNow());
        return review.IsEmpty
            ? members.Errors.Add("root_cause", "or summary, went_well, went_badly or lucky is required.", review)
            : review;

        string? Section(string member) => members.Has(member) ? members.Lines(member, MaxTextLength) : null;
    }

    private sealed record ReviewOfIncident(string Incident, Review Review);
}
