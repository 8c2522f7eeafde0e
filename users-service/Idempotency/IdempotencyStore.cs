using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Problems;
using UsersService.Database;
using UsersService.Users;

namespace UsersService.Idempotency;

/// <summary>One use of a key.</summary>
/// <param name="Actor">Whose key it is; two clients may give the same.</param>
/// <param name="Key">As the client gave it.</param>
/// <param name="Fingerprint">Of the request.</param>
internal sealed record KeyUse(string Actor, string Key, byte[] Fingerprint);

/// <param name="IsFree">Whether no request with this key is being answered at this moment.</param>
/// <param name="Kept">What was answered before; null when nothing was.</param>
internal readonly record struct Claim(bool IsFree, StoredResponse? Kept);

/// <param name="Fingerprint">Of the request that was answered.</param>
/// <param name="Status">The answer, with the members that follow.</param>
internal sealed record StoredResponse(byte[] Fingerprint, short Status, string? Body, string? Etag, string? Location)
{
    /// <returns>The same answer again, unless this is another request.</returns>
    public Results<WriteResponse, Problem> AnswerTo(KeyUse use) => use.Fingerprint.AsSpan().SequenceEqual(Fingerprint)
        ? new WriteResponse(Status, Body, Etag, Location) { IsReplayed = true }
        : IdempotencyProblems.UsedForAnother;
}

/// <summary>
/// What was answered to requests with a key. The key is held by a lock of the transaction that does the work and keeps
/// the answer, so it is free again, with nothing half done, whenever that transaction ends for want of a client, a
/// connection or a process; and a process that vanished without a word holds it no longer than a write may take.
/// Two keys with one hash would at worst make one of two simultaneous requests come again a second later.
/// </summary>
internal sealed class IdempotencyStore(DatabaseSettings limits, UsersSettings settings)
{
    /// <summary>Holds the key until the end of the transaction; never waits for it.</summary>
    public async Task<Claim> ClaimAsync(NpgsqlConnection connection, KeyUse use, CancellationToken cancellationToken)
    {
        // The answer is looked for with a snapshot taken after the lock, so one that was just committed is found.
        var claim = new CommandDefinition(
            """
            select set_config('statement_timeout', @limit, true),
                   set_config('idle_in_transaction_session_timeout', @limit, true);
            select pg_try_advisory_xact_lock(hashtextextended(@actor || E'\n' || @key, 1));
            select fingerprint, status, body, etag, location
            from idempotency_keys
            where actor = @actor and key = @key and expires_at > now();
            savepoint executing;
            """,
            new { limit = $"{limits.WriteTimeout.TotalMilliseconds:F0}", use.Actor, use.Key },
            cancellationToken: cancellationToken);
        await using var results = await ResultSets.OfAsync(connection, claim);
        await results.SkipAsync();
        return new((await results.ReadAsync<bool>())[0], (await results.ReadAsync<StoredResponse>()).SingleOrDefault());
    }

    /// <summary>Undoes what was done since the claim, which stays.</summary>
    public static Task UndoAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition("rollback to savepoint executing", cancellationToken: cancellationToken));

    /// <param name="connection">The one that made the claim, and the change.</param>
    /// <param name="use">The claim.</param>
    /// <param name="response">What will be answered.</param>
    /// <param name="userId">Whom the answer is about; null for nobody.</param>
    /// <param name="cancellationToken">Gives it up, and the change with it.</param>
    public Task KeepAsync(
        NpgsqlConnection connection, KeyUse use, WriteResponse response, long? userId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into idempotency_keys
                (actor, key, fingerprint, user_id, status, body, etag, location, expires_at)
            values (@actor, @key, @fingerprint, @userId, @status, @body, @etag, @location, now() + @window)
            on conflict (actor, key) do update
            set fingerprint = excluded.fingerprint,
                user_id = excluded.user_id,
                status = excluded.status,
                body = excluded.body,
                etag = excluded.etag,
                location = excluded.location,
                created_at = now(),
                expires_at = excluded.expires_at
            """,
            new
            {
                use.Actor,
                use.Key,
                use.Fingerprint,
                userId,
                status = (short)response.Status,
                response.Body,
                response.ETag,
                response.Location,
                window = settings.IdempotencyWindow,
            },
            cancellationToken: cancellationToken));
}
