using Dapper;
using SreService.Database;
using SreService.Timeline;

namespace SreService.Deploys;

/// <summary>Overrides in the database, shared by all replicas; nothing is ever deleted.</summary>
internal sealed class DeployStore(DatabaseQuery database, DeployBook book, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>Reloads from the database; keeps what is known while it is unavailable.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => database.TryAsync(
        async (connection, token) =>
        {
            var now = clock.GetUtcNow();
            var overrides = await connection.QueryAsync<Row>(new CommandDefinition(
                "select service, author, reason, created_at, until from deploy_overrides where until > @now",
                new { now = now.UtcDateTime }, cancellationToken: token));
            var deployed = await connection.QueryAsync<string>(new CommandDefinition(
                "select distinct component from happenings where kind = @kind and at > @since",
                new { kind = nameof(TimelineEventKind.Deploy), since = (now - Recent).UtcDateTime },
                cancellationToken: token));
            book.Replace([.. overrides.Select(row => row.ToOverride())], deployed.ToHashSet());
            return this;
        },
        cancellationToken);

    /// <returns>False if the database is unavailable.</returns>
    public async Task<bool> AddAsync(DeployOverride added, CancellationToken cancellationToken)
    {
        var done = await database.TryAsync<object>(
            async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into deploy_overrides (service, author, reason, created_at, until)
                values (@Service, @Author, @Reason, @createdAt, @until)
                """,
                new
                {
                    added.Service,
                    added.Author,
                    added.Reason,
                    createdAt = added.CreatedAt.UtcDateTime,
                    until = added.Until.UtcDateTime,
                },
                cancellationToken: token)),
            cancellationToken);
        await RefreshAsync(cancellationToken);
        return done is not null;
    }

    private sealed record Row(string Service, string Author, string Reason, DateTime CreatedAt, DateTime Until)
    {
        public DeployOverride ToOverride() => new(Service, Author, Reason, CreatedAt, Until);
    }
}
