using System.Globalization;
using Dapper;
using Npgsql;
using SreService.Database;

namespace SreService.Incidents;

/// <summary>
/// Action items and reviews in the database; every change of an action item is a note of its incident.
/// </summary>
internal sealed class ReviewStore(DatabaseQuery database, TimeProvider clock)
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <returns>The action items of an incident, or of all, the earliest due first.</returns>
    public static async Task<IReadOnlyList<ActionItem>> ActionItemsAsync(
        NpgsqlConnection connection, string? incident, ActionState? state, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<ActionRow>(new CommandDefinition(
            """
            select id, incident, action, kind, owner, due::text as due, state,
                   state = 'open' and due < @today::date as overdue, at, author, changed_at, changed_by
            from action_items
            where (@incident::text is null or incident = @incident) and (@state::text is null or state = @state)
            order by due, id
            limit 1000
            """,
            new { incident, state = Name(state), today = Text(DateOnly.FromDateTime(now.UtcDateTime)) },
            commandTimeout: 10, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToActionItem())];
    }

    /// <returns>Null when nothing was written yet.</returns>
    public static async Task<Review?> ReviewAsync(
        NpgsqlConnection connection, string incident, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<ReviewRow>(new CommandDefinition(
            """
            select summary, root_cause, went_well, went_badly, lucky, author, at from incident_reviews
            where incident = @incident order by id
            """,
            new { incident }, commandTimeout: 10, cancellationToken: cancellationToken));
        return rows.Select(row => row.ToReview()).Aggregate(
            default(Review), (before, later) => before?.With(later) ?? later);
    }

    /// <returns>Null when the database is unavailable.</returns>
    public Task<IReadOnlyList<ActionItem>?> ActionItemsAsync(
        ActionState? state, CancellationToken cancellationToken) => database.TryAsync(
        (connection, token) => ActionItemsAsync(connection, null, state, clock.GetUtcNow(), token), cancellationToken);

    /// <param name="item">Its id does not count.</param>
    /// <returns>The id; 0 without such an incident; null when the database is unavailable.</returns>
    public Task<long?> AddAsync(ActionItem item, CancellationToken cancellationToken) => WriteAsync(
        async (connection, token) =>
        {
            var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                insert into action_items (incident, action, kind, owner, due, at, author)
                select id, @Action, @kind, @Owner, @due::date, @at, @Author from incidents where id = @Incident
                returning id
                """,
                new
                {
                    item.Incident,
                    item.Action,
                    kind = Name<ActionKind>(item.Kind),
                    item.Owner,
                    due = Text(item.Due),
                    at = item.At.UtcDateTime,
                    item.Author,
                },
                cancellationToken: token));
            var text = $"action {id} for {item.Owner}, due {Text(item.Due)}: {item.Action}";
            return id == 0 ? (id, null) : (id, Note(item.Incident, item.At, item.Author, text));
        },
        cancellationToken);

    /// <returns>The id; 0 when there is no such item; null when the database is unavailable.</returns>
    public Task<long?> ChangeAsync(ActionChange change, CancellationToken cancellationToken) => WriteAsync(
        async (connection, token) =>
        {
            var incident = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                """
                update action_items
                set state = coalesce(@state, state), owner = coalesce(@Owner, owner),
                    due = coalesce(@due::date, due), changed_at = @at, changed_by = @Author
                where id = @Id
                returning incident
                """,
                new
                {
                    change.Id,
                    state = Name(change.State),
                    change.Owner,
                    due = change.Due is { } due ? Text(due) : null,
                    at = change.At.UtcDateTime,
                    change.Author,
                },
                cancellationToken: token));
            return incident is null
                ? (0, null)
                : (change.Id, Note(incident, change.At, change.Author, change.Describe()));
        },
        cancellationToken);

    /// <returns>1; 0 without such an incident; null when the database is unavailable.</returns>
    public Task<long?> AddAsync(string incident, Review review, CancellationToken cancellationToken) => WriteAsync(
        async (connection, token) =>
        {
            var rows = await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into incident_reviews
                    (incident, at, author, summary, root_cause, went_well, went_badly, lucky)
                select id, @at, @Author, @Summary, @RootCause, @WentWell, @WentBadly, @Lucky
                from incidents where id = @incident
                """,
                new
                {
                    incident,
                    at = review.At.UtcDateTime,
                    review.Author,
                    review.Summary,
                    review.RootCause,
                    review.WentWell,
                    review.WentBadly,
                    review.Lucky,
                },
                cancellationToken: token));
            return (rows, null);
        },
        cancellationToken);

    /// <summary>Writes a row and a note about it together.</summary>
    private async Task<long?> WriteAsync(
        Func<NpgsqlConnection, CancellationToken, Task<(long Result, IncidentEntry? Note)>> write,
        CancellationToken cancellationToken) => (long?)await database.TryAsync<object>(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            var (result, note) = await write(connection, token);
            if (note is not null)
            {
                await IncidentStore.AddAsync(connection, note, token);
            }

            await transaction.CommitAsync(token);
            return result;
        },
        cancellationToken);

    private static IncidentEntry Note(string incident, DateTimeOffset at, string author, string text) =>
        new(incident, at, author, EntryKind.Note, null, text);

    private static string? Name<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static string Text(DateOnly day) => day.ToString(DateFormat, CultureInfo.InvariantCulture);

    private sealed record ActionRow(
        long Id, string Incident, string Action, string Kind, string Owner, string Due, string State, bool Overdue,
        DateTime At, string Author, DateTime? ChangedAt, string? ChangedBy)
    {
        public ActionItem ToActionItem() => new(
            Id, Incident, Action, Enum.Parse<ActionKind>(Kind, ignoreCase: true), Owner,
            DateOnly.ParseExact(Due, DateFormat, CultureInfo.InvariantCulture),
            Enum.Parse<ActionState>(State, ignoreCase: true), Overdue, At, Author, ChangedAt, ChangedBy);
    }

    private sealed record ReviewRow(
        string? Summary, string? RootCause, string? WentWell, string? WentBadly, string? Lucky, string Author,
        DateTime At)
    {
        public Review ToReview() => new(Summary, RootCause, WentWell, WentBadly, Lucky, Author, At);
    }
}
