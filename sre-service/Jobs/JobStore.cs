using Dapper;
using SreService.Database;

namespace SreService.Jobs;

/// <summary>Stores the last heartbeat of each job.</summary>
internal sealed class JobStore(DatabaseQuery database, JobBook book)
{
    /// <summary>Reloads from the database; keeps the known heartbeats while it is unavailable.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => database.TryAsync(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                "select name, at, succeeded, message from job_heartbeats", cancellationToken: token));
            book.Replace(rows.Select(row => new JobHeartbeat(row.Name, row.At, row.Succeeded, row.Message)));
            return this;
        },
        cancellationToken);

    /// <returns>False if the database is unavailable.</returns>
    public async Task<bool> TakeAsync(JobHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var taken = await database.TryAsync<object>(
            async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into job_heartbeats (name, at, succeeded, message) values (@Name, @at, @Succeeded, @Message)
                on conflict (name) do update
                set at = excluded.at, succeeded = excluded.succeeded, message = excluded.message
                where job_heartbeats.at <= excluded.at
                """,
                new { heartbeat.Name, at = heartbeat.At.UtcDateTime, heartbeat.Succeeded, heartbeat.Message },
                cancellationToken: token)),
            cancellationToken);
        await RefreshAsync(cancellationToken);
        return taken is not null;
    }

    private sealed record Row(string Name, DateTime At, bool Succeeded, string? Message);
}
