using Dapper;
using Npgsql;
using NpgsqlTypes;
using Platform.Database;
using Platform.Resilience;
using Polly;
using UsersService.Database;

namespace UsersService.ReadReplica;

/// <param name="Since">The transaction at which the walk through the pages began; null for a first page.</param>
internal readonly record struct ReadRequirements(NpgsqlLogSequenceNumber? Written, ulong? Since);

internal sealed class ReplicaBehindException : Exception;

// Every call is one round trip that first reads the replica's position. A failed read goes to the primary, without a
// retry here.
internal sealed class ReplicaDatabase(
    [FromKeyedServices(ReplicaDatabase.Connection)] NpgsqlDataSource source,
    [FromKeyedServices(ReplicaDatabase.BreakerName)] Breaker breaker,
    ReplicationLag lag, DatabaseSettings settings, TimeProvider clock)
{
    public const string BreakerName = "replica";
    public const string Connection = "UsersReplica";

    // xmin: the oldest transaction that this snapshot may not see as finished.
    private const string Position =
        """
        select pg_last_wal_replay_lsn()::text as replayed, pg_is_in_recovery() as follows,
               pg_snapshot_xmin(pg_current_snapshot())::text as finished_before
        """;

    private readonly ResiliencePipeline _limit =
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(settings.ReadTimeout).Build();

    private readonly string _listRules = PlannerSettings.For(settings);

    public ReplicaRead WithinLag(ReadRequirements needs) => new(this, position =>
        position.Follows && position.Satisfies(needs)
        && lag.Behind(clock.GetUtcNow(), position.Replayed) is { } behind && behind <= settings.MaxReplicaLag
            ? behind
            : null);

    // While the primary is unavailable, any known lag will do; a walk through pages still continues as it began.
    public ReplicaRead AtAnyLag(ReadRequirements needs) => new(this, position =>
        position.Satisfies(needs with { Written = null }) ? lag.Behind(clock.GetUtcNow(), position.Replayed) : null);

    public ValueTask<ReplicaPosition> AskAsync(CancellationToken cancellationToken) =>
        AttemptAsync(Position, null, async results => await PositionAsync(results), cancellationToken);

    /// <param name="accept">Returns the replica's lag, or null if it is not recent enough.</param>
    public ValueTask<(IReadOnlyList<T> Rows, TimeSpan Behind)> ListAsync<T>(
        string sql, object? parameters, ReadRow<T>? read, Func<ReplicaPosition, TimeSpan?> accept,
        CancellationToken cancellationToken) =>
        AttemptAsync<(IReadOnlyList<T> Rows, TimeSpan Behind)>(
            $"{Position};\n{_listRules};\n{sql}", parameters,
            async results =>
            {
                var behind = accept(await PositionAsync(results)) ?? throw new ReplicaBehindException();
                await results.SkipAsync();
                return (await results.ReadAsync(read), behind);
            },
            cancellationToken);

    private static async Task<ReplicaPosition> PositionAsync(ResultSets results) =>
        (await results.ReadAsync<ReplicaPosition.Row>())[0].Position;

    private ValueTask<T> AttemptAsync<T>(
        string sql, object? parameters, Func<ResultSets, Task<T>> read, CancellationToken cancellationToken)
    {
        return breaker.ExecuteAsync(
            counted => _limit.ExecuteAsync(async limited => await Detached.RunAsync(OnceAsync, limited), counted),
            cancellationToken);

        async Task<T> OnceAsync(CancellationToken token)
        {
            await using var connection = await source.OpenConnectionAsync(token);
            await using var results = await ResultSets.OfAsync(
                connection, new CommandDefinition(sql, parameters, cancellationToken: token));
            return await read(results);
        }
    }
}
