using Dapper;
using Npgsql;
using Platform.Database;
using Platform.Resilience;
using Polly;
using Polly.Retry;

namespace UsersService.Database;

internal delegate Task<IReadOnlyList<TResult>> Grouped<TCall, TResult>(
    NpgsqlConnection connection, IReadOnlyList<TCall> calls, CancellationToken cancellationToken);

/// <summary>
/// The one place that opens connections to the primary. Every attempt has a time limit and counts for the breaker. A
/// read is retried once after a transient failure; a write only if the server rolled the first attempt back, because a
/// lost response does not tell whether it was done.
/// </summary>
internal sealed class UsersDatabase : IListServer, IDisposable
{
    public const string BreakerName = "database";

    private readonly NpgsqlDataSource _source;
    private readonly Breaker _breaker;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _readLimit;
    private readonly ResiliencePipeline _writeLimit;
    private readonly SemaphoreSlim _lists;
    private readonly string _listRules;
    private readonly TimeSpan _readTimeout;
    private readonly TimeSpan _writeTimeout;
    private readonly TimeProvider _clock;

    public UsersDatabase(
        NpgsqlDataSource source, [FromKeyedServices(BreakerName)] Breaker breaker,
        DatabaseSettings settings, TimeProvider clock)
    {
        _source = source;
        _breaker = breaker;
        _clock = clock;
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseFailure.IsTransient),
                MaxRetryAttempts = 1,
                Delay = settings.RetryDelay,
                UseJitter = true,
            })
            .Build();
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        _readTimeout = settings.ReadTimeout + TimeForHostsThatHang(connection);
        _writeTimeout = settings.WriteTimeout;
        _readLimit = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(_readTimeout)
            .Build();
        _writeLimit = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(_writeTimeout)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<PostgresException>(DatabaseFailure.IsRolledBack),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(10),
                UseJitter = true,
            })
            .Build();
        _lists = new SemaphoreSlim(Math.Max(1, connection.MaxPoolSize / 2));
        _listRules = PlannerSettings.For(settings);
    }

    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(
        string sql, object? parameters, CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(
            token => AttemptAsync<IReadOnlyList<T>>(
                _readLimit, async (connection, command) => (await connection.QueryAsync<T>(command)).AsList(),
                sql, parameters, token),
            cancellationToken);

    // Lists never hold more than half of the connections, so that other reads do not wait.
    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        string sql, object? parameters, ReadRow<T>? read, CancellationToken cancellationToken)
    {
        await _readLimit.ExecuteAsync(async token => await _lists.WaitAsync(token), cancellationToken);
        try
        {
            return await _retry.ExecuteAsync(
                token => AttemptAsync(
                    _readLimit, (connection, command) => LastResultAsync(connection, command, read),
                    $"{_listRules};\n{sql}", parameters, token),
                cancellationToken);
        }
        finally
        {
            _lists.Release();
        }
    }

    public ValueTask<T?> ReadOneAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(
            token => AttemptAsync(
                _readLimit, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command),
                sql, parameters, token),
            cancellationToken);

    public ValueTask<T?> WriteOneAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        AttemptAsync(
            _writeLimit, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command),
            sql, parameters, cancellationToken);

    /// <param name="read">Reads for a group of calls; returns one result for each, in their order.</param>
    public GroupedCalls<TCall, TResult> GroupReads<TCall, TResult>(Grouped<TCall, TResult> read) => new(
        calls => _retry.ExecuteAsync(
            token => AttemptAsync(
                _readLimit, (connection, limited) => read(connection, calls, limited), token)).AsTask(),
        _readTimeout, _clock);

    /// <param name="write">Executes a group of calls; returns one result for each, in their order.</param>
    /// <param name="fit">Whether two calls can be executed together.</param>
    public GroupedCalls<TCall, TResult> GroupWrites<TCall, TResult>(
        Grouped<TCall, TResult> write, Func<TCall, TCall, bool> fit) => new(
        calls => AttemptAsync(
            _writeLimit, (connection, limited) => write(connection, calls, limited), CancellationToken.None).AsTask(),
        _writeTimeout, _clock, fit);

    public ValueTask<T> TransactionAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        AttemptAsync(
            _writeLimit,
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(token);
                var result = await work(connection, token);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken);

    public void Dispose() => _lists.Dispose();

    // Of several hosts, one that hangs may be tried first; the read must last long enough to reach the next one.
    private static TimeSpan TimeForHostsThatHang(NpgsqlConnectionStringBuilder connection) =>
        connection.Host?.Contains(',', StringComparison.Ordinal) == true
            ? TimeSpan.FromSeconds(connection.Timeout)
            : TimeSpan.Zero;

    private static async Task<IReadOnlyList<T>> LastResultAsync<T>(
        NpgsqlConnection connection, CommandDefinition command, ReadRow<T>? read)
    {
        await using var results = await ResultSets.OfAsync(connection, command);
        await results.SkipAsync();
        return await results.ReadAsync(read);
    }

    private ValueTask<T> AttemptAsync<T>(
        ResiliencePipeline limit, Func<NpgsqlConnection, CommandDefinition, Task<T>> run,
        string sql, object? parameters, CancellationToken cancellationToken) =>
        AttemptAsync(
            limit,
            (connection, token) => run(connection, new CommandDefinition(sql, parameters, cancellationToken: token)),
            cancellationToken);

    private ValueTask<T> AttemptAsync<T>(
        ResiliencePipeline limit, Func<NpgsqlConnection, CancellationToken, Task<T>> run,
        CancellationToken cancellationToken)
    {
        return _breaker.ExecuteAsync(
            counted => limit.ExecuteAsync(async limited => await Detached.RunAsync(OnceAsync, limited), counted),
            cancellationToken);

        async Task<T> OnceAsync(CancellationToken token)
        {
            try
            {
                await using var connection = await _source.OpenDetachedAsync(token);
                return await run(connection, token);
            }
            catch (NpgsqlException error) when (DatabaseFailure.IsTransient(error))
            {
                // Idle connections to the same server are dead too; the first write after its return must not get one.
                _source.Clear();
                throw;
            }
        }
    }
}
