using Dapper;
using Npgsql;
using SreService.Database;

namespace SreService.Alerting.Silences;

/// <summary>Silences and acknowledgements in the database, shared by all replicas; nothing is ever deleted.</summary>
internal sealed class SilenceStore(DatabaseQuery database, SilenceCache cache, TimeProvider clock)
{
    private const string Silences =
        "select id, rule, component, subject, author, reason, created_at, until, ended_at, ended_by from silences";

    /// <summary>Reloads the cache.</summary>
    /// <returns>Whether the database answered; if not, the cache stays as it is.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await database.TryAsync(
            async (connection, token) =>
            {
                var silences = await connection.QueryAsync<SilenceRow>(new CommandDefinition(
                    $"{Silences} where until > @now and ended_at is null order by id", new { now },
                    cancellationToken: token));
                // An alert that fires for more than 30 days has to be acknowledged again, or silenced.
                var acknowledgements = await connection.QueryAsync<AcknowledgementRow>(new CommandDefinition(
                    """
                    select rule, subject, firing_since, author, at, note from acknowledgements where at > @since
                    order by id desc
                    """,
                    new { since = now.AddDays(-30) }, cancellationToken: token));
                cache.Replace(
                    [.. silences.Select(row => row.ToSilence())],
                    [.. acknowledgements.Select(row => row.ToAcknowledgement())]);
                return this;
            },
            cancellationToken) is not null;
    }

    /// <returns>
    /// Active silences and those that ended after that time, newest first; null when the database is unavailable.
    /// </returns>
    public Task<IReadOnlyList<Silence>?> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.TryAsync<IReadOnlyList<Silence>>(
            async (connection, token) =>
            {
                var rows = await connection.QueryAsync<SilenceRow>(new CommandDefinition(
                    $"{Silences} where coalesce(ended_at, until) > @since order by id desc limit 1000",
                    new { since = since.UtcDateTime }, cancellationToken: token));
                return [.. rows.Select(row => row.ToSilence())];
            },
            cancellationToken)!;

    /// <returns>The silence with its id; null when the database is unavailable.</returns>
    public Task<Silence?> AddAsync(Silence silence, CancellationToken cancellationToken) => ChangeAsync(
        async (connection, token) => silence with
        {
            Id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                insert into silences (rule, component, subject, author, reason, created_at, until)
                values (@Rule, @Component, @Subject, @Author, @Reason, @createdAt, @until)
                returning id
                """,
                new
                {
                    silence.Rule,
                    silence.Component,
                    silence.Subject,
                    silence.Author,
                    silence.Reason,
                    createdAt = silence.CreatedAt.UtcDateTime,
                    until = silence.Until.UtcDateTime,
                },
                cancellationToken: token)),
        },
        cancellationToken);

    /// <returns>Whether there was an active one; null when the database is unavailable.</returns>
    public async Task<bool?> EndAsync(long id, string author, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return (await ChangeAsync(
            async (connection, token) => new Changed(await connection.ExecuteAsync(new CommandDefinition(
                """
                update silences set ended_at = @now, ended_by = @author
                where id = @id and ended_at is null and until > @now
                """,
                new { id, author, now }, cancellationToken: token))),
            cancellationToken))?.Rows > 0;
    }

    /// <returns>False when the database is unavailable.</returns>
    public async Task<bool> AddAsync(Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        await ChangeAsync((connection, token) => InsertAsync(connection, acknowledgement, token), cancellationToken)
            is not null;

    private static async Task<Changed> InsertAsync(
        NpgsqlConnection connection, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        new(await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into acknowledgements (rule, subject, firing_since, author, at, note)
            values (@Rule, @Subject, @firingSince, @Author, @at, @Note)
            """,
            new
            {
                acknowledgement.Rule,
                acknowledgement.Subject,
                firingSince = acknowledgement.FiringSince.UtcDateTime,
                acknowledgement.Author,
                at = acknowledgement.At.UtcDateTime,
                acknowledgement.Note,
            },
            cancellationToken: cancellationToken)));

    private async Task<T?> ChangeAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
        where T : class
    {
        var changed = await database.TryAsync(change, cancellationToken);
        await RefreshAsync(cancellationToken);
        return changed;
    }

    private sealed record Changed(int Rows);

    private sealed record SilenceRow(
        long Id, string? Rule, string? Component, string? Subject, string Author, string Reason, DateTime CreatedAt,
        DateTime Until, DateTime? EndedAt, string? EndedBy)
    {
        public Silence ToSilence() =>
            new(Id, Rule, Component, Subject, Author, Reason, CreatedAt, Until, EndedAt, EndedBy);
    }

    private sealed record AcknowledgementRow(
        string Rule, string Subject, DateTime FiringSince, string Author, DateTime At, string? Note)
    {
        public Acknowledgement ToAcknowledgement() => new(Rule, Subject, FiringSince, Author, At, Note);
    }
}
