using Npgsql;
using UsersService.Api;
using UsersService.Database;
using UsersService.Idempotency;

namespace UsersService.Changes;

/// <summary>
/// Creates users, with their history and the responses kept for their idempotency keys: one statement for all users
/// that arrive at the same time.
/// </summary>
internal sealed class UserCreation(UsersDatabase database)
{
    private readonly GroupedCalls<NewUser, CreationResult> _calls =
        database.GroupWrites<NewUser, CreationResult>(ExecuteAsync, NewUser.Fit);

    public Task<CreationResult> ExecuteAsync(NewUser user, CancellationToken cancellationToken) =>
        _calls.ExecuteAsync(user, cancellationToken);

    /// <param name="users">With different emails and keys.</param>
    public static async Task<IReadOnlyList<CreationResult>> ExecuteAsync(
        NpgsqlConnection connection, IReadOnlyList<NewUser> users, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        foreach (var input in Inputs)
        {
            command.Parameters.Add(input.ValuesOf(users));
        }

        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var results = new List<CreationResult>(users.Count);
        while (await rows.ReadAsync(cancellationToken))
        {
            results.Add(ResultIn(rows, users[results.Count]));
        }

        // The rows may arrive before the commit; only the end of all results confirms it.
        await rows.NextResultAsync(cancellationToken);
        return results;
    }

    private static CreationResult ResultIn(NpgsqlDataReader row, NewUser user) => new(
        new(row.GetBoolean(0), row.IsDBNull(1) ? null : StoredIn(row)),
        row.IsDBNull(6) ? null : user.As(row.GetInt64(6), row.GetDateTime(7)));

    private static StoredResponse StoredIn(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(1), row.GetInt16(2), TextIn(row, 3), TextIn(row, 4), TextIn(row, 5));

    private static string? TextIn(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static readonly Input[] Inputs =
    [
        .. UserStatements.Columns.Select(
            column => Input.Of(column.Name, "text", user => user.Input.Values[column.Field].Stored[column.Index])),
        Input.Of("synthetic", "boolean", user => user.Author.IsSynthetic),
        Input.Of("actor", "text", user => user.Author.Actor),
        Input.Of("request_id", "text", user => user.Author.RequestId),
        Input.Of("client_request_id", "text", user => user.Author.ClientRequestId),
        Input.Of("client", "text", user => user.Key?.Actor),
        Input.Of("key", "text", user => user.Key?.Key),
        Input.Of("fingerprint", "bytea", user => user.Key?.Fingerprint),
        Input.Of("kept_for", "interval", user => user.Key?.KeptFor),
        Input.Of("members", "text", user => user.Key is null ? null : user.Members),
        Input.Of("email_taken", "text", user => user.EmailTaken),
    ];

    private static readonly string Names = string.Join(", ", UserStatements.Columns.Select(column => column.Name));

    // A subquery hides the length of an array from the planner, so that one plan serves groups of every size.
    private static readonly string Values =
        string.Join(", ", Inputs.Select((input, index) => $"(select ${index + 1}::{input.Type}[])"));

    // Whoever stores a response for the key between the start of this statement and its lock is not seen. The primary
    // key then refuses the second response, nothing is done, and the repeated statement finds the first one.
    public static string Sql { get; } =
        $$"""
        with claimed as materialized (
            select sent.*, {{IdempotencyStore.Lock("sent.client", "sent.key")}} is not false as is_free,
                   known.place, known.is_current,
                   known.fingerprint as kept_fingerprint, known.status, known.body, known.etag, known.location
            from unnest({{Values}})
                with ordinality as sent ({{string.Join(", ", Inputs.Select(input => input.Name))}}, number)
            left join lateral (
                select keys.ctid as place, expires_at > now() as is_current, fingerprint, status, body, etag, location
                from idempotency_keys keys
                where sent.key is not null and keys.actor = sent.client and keys.key = sent.key
                limit 1
            ) known on true
        ), created as (
            insert into users (synthetic, computed_version, {{Names}})
            select synthetic, 1, {{Names}}
            from claimed
            where is_free and is_current is not true
            order by email_key
            on conflict (email_key) where deleted_at is null do nothing
            returning *, user_state(users) as state
        ), history as (
            insert into user_history (user_id, at, actor, action, request_id, client_request_id, after)
            select created.id, created.created_at, actor, 'created', request_id, client_request_id, state
            from created join claimed using (email_key)
        ), expired as (
            delete from idempotency_keys
            where ctid = any (array(select place from claimed where is_free and not is_current))
            returning ctid
        ), kept as (
            insert into idempotency_keys (actor, key, fingerprint, user_id, status, body, etag, location, expires_at)
            select client, key, fingerprint, created.id,
                   case when created.id is null then 409 else 201 end,
                   coalesce(
                       '{"id":' || created.id || ',' || members || ',"created_at":"'
                           || to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') || '"}',
                       email_taken),
                   '"' || created.id || '-' || created.version || '"',
                   '{{UserPaths.All}}/' || created.id,
                   now() + kept_for
            from claimed left join created using (email_key)
            where key is not null and is_free and is_current is not true
              and (select count(*) from expired) >= 0
        )
        select is_free, case when is_current then kept_fingerprint end, status, body, etag, location,
               created.id, created_at
        from claimed left join created using (email_key)
        order by number
        """;

    /// <summary>A column of what is sent, with one value for each user.</summary>
    private sealed record Input(
        string Name, string Type, Func<IReadOnlyList<NewUser>, NpgsqlParameter> ValuesOf)
    {
        public static Input Of<T>(string name, string type, Func<NewUser, T> value) => new(
            name, type, users => new NpgsqlParameter<T[]> { TypedValue = [.. users.Select(value)] });
    }
}
