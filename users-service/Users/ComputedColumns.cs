using Dapper;
using Npgsql;
using Platform.Database;
using UsersService.Emails;
using UsersService.Names;

namespace UsersService.Users;

/// <summary>
/// Computes the columns that follow from name and email again for users that an earlier version of the service
/// stored: at every start, and with every purge what replicas of that version wrote later. Of active users whose emails
/// differ in case only, one has the new key and the others keep their old ones: none is merged or removed.
/// </summary>
internal sealed partial class ComputedColumns(ILogger<ComputedColumns> logger) : IDataMigration
{
    private const int Batch = 1_000;
    private const int TimeoutInSeconds = 300;

    private const string Outdated =
        """
        select id, version, name, email, email_key from users
        where computed_version <> version and erased_at is null and id > @after
        order by id
        limit @Batch
        """;

    private const string SetKey = "update users set email_key = @key where id = @Id and version = @Version";

    // A user that was changed meanwhile is in the next walk.
    private const string SetText =
        """
        update users
        set name_folded = computed.name_folded, email_folded = computed.email_folded,
            name_starts = computed.name_starts, email_starts = computed.email_starts,
            computed_version = computed.version
        from unnest(@ids, @versions, @namesFolded, @emailsFolded, @nameStarts, @emailStarts)
            as computed (id, version, name_folded, email_folded, name_starts, email_starts)
        where users.id = computed.id and users.version = computed.version
        """;

    public async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        while (await WalkAsync(connection, cancellationToken))
        {
        }
    }

    // Each batch begins after the last one, because the index still has the entries of the rows before it.
    private async Task<bool> WalkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (await ReadAsync(connection, after, cancellationToken) is { Length: > 0 } users)
        {
            foreach (var user in users)
            {
                await SetKeyAsync(connection, user, cancellationToken);
            }

            await SetTextAsync(connection, users, cancellationToken);
            after = users[^1].Id;
        }

        return after > 0;
    }

    private static async Task<Stored[]> ReadAsync(
        NpgsqlConnection connection, long after, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<Stored>(Command(Outdated, new { after, Batch }, cancellationToken))];

    private async Task SetKeyAsync(NpgsqlConnection connection, Stored user, CancellationToken cancellationToken)
    {
        if (Email.Parse(user.Email)?.Key is not { } key || key == user.EmailKey)
        {
            return;
        }

        try
        {
            await connection.ExecuteAsync(Command(SetKey, new { user.Id, user.Version, key }, cancellationToken));
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            LogCollision(user.Id);
        }
    }

    private static Task<int> SetTextAsync(
        NpgsqlConnection connection, Stored[] users, CancellationToken cancellationToken)
    {
        var namesFolded = users.Select(user => Folding.Fold(user.Name)).ToArray();
        var emailsFolded = users.Select(user => Folding.Fold(user.Email)).ToArray();
        return connection.ExecuteAsync(Command(
            SetText,
            new
            {
                ids = users.Select(user => user.Id).ToArray(),
                versions = users.Select(user => user.Version).ToArray(),
                namesFolded,
                emailsFolded,
                nameStarts = namesFolded.Select(WordStarts.Of).ToArray(),
                emailStarts = emailsFolded.Select(WordStarts.Of).ToArray(),
            },
            cancellationToken));
    }

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: TimeoutInSeconds, cancellationToken: cancellationToken);

    [LoggerMessage(
        LogLevel.Warning,
        "Email of user {userId} differs from another active user's in case only. Both are kept; change or delete one")]
    private partial void LogCollision(long userId);

    private sealed record Stored(long Id, int Version, string Name, string Email, string EmailKey);
}
