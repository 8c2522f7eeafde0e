using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;

namespace Platform.Database;

/// <summary>
/// Brings the schema up to date before the service is ready. Of replicas that start together, one holds the advisory
/// lock; the others wait and find nothing left to do. Retries while the database is unavailable.
/// </summary>
public sealed partial class Migrations : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly Func<NpgsqlDataSource> _connect;
    private readonly SchemaScripts _scripts;
    private readonly IDataMigration[] _dataMigrations;
    private readonly ServiceIdentity _identity;
    private readonly TimeProvider _clock;
    private readonly ILogger<Migrations> _logger;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="connect">Creates a data source for the schema's owner.</param>
    /// <param name="identity">Names the lock.</param>
    internal Migrations(
        Func<NpgsqlDataSource> connect, SchemaScripts scripts, IDataMigration[] dataMigrations,
        ServiceIdentity identity, TimeProvider clock, ILogger<Migrations> logger) =>
        (_connect, _scripts, _dataMigrations, _identity, _clock, _logger) =
            (connect, scripts, dataMigrations, identity, clock, logger);

    /// <summary>Completes when the schema is up to date.</summary>
    public Task Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ApplyAsync(stoppingToken);
                _done.SetResult();
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogWaiting(error.Message);
                await Task.Delay(RetryDelay, _clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var source = _connect();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var exclusive =
            await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(
            connection, "select pg_advisory_xact_lock(hashtextextended(@name, 0))", cancellationToken,
            new NpgsqlParameter("name", $"{_identity.Name} migrations"));

        var result = await Task.Factory.StartNew(
            () => _scripts.Migrate(source, Timeout), cancellationToken, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (!result.Successful)
        {
            throw result.Error;
        }

        // Before anything is written in this transaction: from then on it would keep the dead rows of all others.
        foreach (var migration in _dataMigrations)
        {
            await migration.ApplyAsync(source, cancellationToken);
        }

        foreach (var script in _scripts.AtEveryStart())
        {
            await ExecuteAsync(connection, script, cancellationToken);
        }

        await exclusive.CommitAsync(cancellationToken);
        LogApplied(result.Scripts.Count());
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Timeout.TotalSeconds };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Schema is up to date: applied {count} migrations")]
    private partial void LogApplied(int count);

    [LoggerMessage(LogLevel.Warning, "Migrations are waiting for the database: {reason}")]
    private partial void LogWaiting(string reason);
}
