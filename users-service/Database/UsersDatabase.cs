using Dapper;
using Npgsql;
using Platform.Database;
using Platform.Resilience;
using Polly;
using Polly.Retry;

namespace UsersService.Database;

/// <summary>
/// The one place that opens connections. Every attempt has a time limit and is counted by the breaker; a read that
/// fails for a passing reason gets a second attempt, a write never: a lost answer does not tell whether it was done.
/// </summary>
internal sealed class UsersDatabase
{
    public const string BreakerName = "database";

    private readonly NpgsqlDataSource _source;
    private readonly Breaker _breaker;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _readLimit;
    private readonly ResiliencePipeline _writeLimit;

    public UsersDatabase(
        NpgsqlDataSource source, [FromKeyedServices(BreakerName)] Breaker breaker,
        DatabaseSettings settings, TimeProvider clock)
    {
        _source = source;
        _breaker = breaker;
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseFailure.IsPassing),
                MaxRetryAttempts = 1,
                Delay = settings.RetryDelay,
                UseJitter = true,
            })
            .Build();
        _readLimit = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(settings.ReadTimeout).Build();
        _writeLimit = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(settings.WriteTimeout).Build();
    }

    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(
        string sql, object? parameters, CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(
            token => AttemptAsync<IReadOnlyList<T>>(
                _readLimit, async (connection, command) => (await connection.QueryAsync<T>(command)).AsList(),
                sql, parameters, token),
            cancellationToken);

    /// <returns>The row, or null when there is none.</returns>
    public ValueTask<T?> ReadOneAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(
            token => AttemptAsync(
                _readLimit, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command),
                sql, parameters, token),
            cancellationToken);

    /// <returns>The row that the statement gives back, or null when it gives none.</returns>
    public ValueTask<T?> WriteOneAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        AttemptAsync(
            _writeLimit, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command),
            sql, parameters, cancellationToken);

    private ValueTask<T> AttemptAsync<T>(
        ResiliencePipeline limit, Func<NpgsqlConnection, CommandDefinition, Task<T>> run,
        string sql, object? parameters, CancellationToken cancellationToken)
    {
        return _breaker.ExecuteAsync(
            counted => limit.ExecuteAsync(async limited => await Abandonable.RunAsync(OnceAsync, limited), counted),
            cancellationToken);

        async Task<T> OnceAsync(CancellationToken token)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(token);
                return await run(connection, new CommandDefinition(sql, parameters, cancellationToken: token));
            }
            catch (NpgsqlException error) when (DatabaseFailure.IsPassing(error))
            {
                // Idle connections to the same server are as dead; the first write after its return must not find one.
                _source.Clear();
                throw;
            }
        }
    }
}
