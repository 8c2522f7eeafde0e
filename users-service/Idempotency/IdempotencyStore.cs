using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using UsersService.Database;
using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Idempotency;

/// <param name="Actor">A keyed hash of the client whose key it is; two clients may use the same.</param>
internal sealed record KeyUse(string Actor, string Key, byte[] Fingerprint, TimeSpan KeptFor);

internal readonly record struct Claim(bool IsFree, StoredResponse? Kept);

internal sealed record StoredResponse(byte[] Fingerprint, short Status, string? Body, string? Etag, string? Location)
{
    public Response AnswerTo(KeyUse use) => use.Fingerprint.AsSpan().SequenceEqual(Fingerprint)
        ? new WriteResponse(Status, Body, Etag, Location) { IsReplayed = true }
        : IdempotencyProblems.UsedForAnother;
}

// The transaction that executes the write and stores the response holds a lock on the key. So the key is free again,
// with nothing half done, as soon as that transaction ends for lack of a client, connection or process, at the latest
// after the time limit of a write. Two keys with the same hash at worst make one of two simultaneous requests retry.
internal sealed class IdempotencyStore(DatabaseSettings limits, UsersSettings settings, CursorKey secret)
{
    /// <param name="client">May be an address, which is personal data, so it is not stored.</param>
    public async Task<KeyUse> UseAsync(
        string client, string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var hash = HMACSHA256.HashData(
            await secret.GetAsync(cancellationToken), Encoding.UTF8.GetBytes($"idempotency client\0{client}"));
        return new(Convert.ToHexStringLower(hash), key, fingerprint, settings.IdempotencyWindow);
    }

    /// <returns>SQL that tries to lock a key until the end of the transaction; null without a key.</returns>
    public static string Lock(string actor, string key) =>
        $"pg_try_advisory_xact_lock(hashtextextended({actor} || E'\\n' || {key}, 1))";

    /// <summary>Locks the key until the end of the transaction; never waits for it.</summary>
    public async Task<Claim> ClaimAsync(NpgsqlConnection connection, KeyUse use, CancellationToken cancellationToken)
    {
        // The response is read in a snapshot taken after the lock, so one that was just committed is found.
        var claim = new CommandDefinition(
            $"""
            select set_config('statement_timeout', @limit, true),
                   set_config('idle_in_transaction_session_timeout', @limit, true);
            select {Lock("@actor", "@key")};
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

    /// <summary>Undoes everything since the claim, which remains.</summary>
    public static Task UndoAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition("rollback to savepoint executing", cancellationToken: cancellationToken));

    public static Task KeepAsync(
        NpgsqlConnection connection, KeyUse use, WriteResponse response, long? userId,
        CancellationToken cancellationToken) =>
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
                window = use.KeptFor,
            },
            cancellationToken: cancellationToken));
}
