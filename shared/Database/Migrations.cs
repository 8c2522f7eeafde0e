using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;

namespace Platform.Database;

/// <summary>
/// Brings the schema up to date and grants the service's role its rights: a step of its own, before the service starts.
/// It may be repeated, and several may run at once: one holds the advisory lock, the others find nothing left to do.
/// </summary>
public sealed partial class Migrations
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly Func<NpgsqlDataSource> _connect;
    private readonly SchemaScripts _scripts;
    private readonly IDataMigration[] _dataMigrations;
    private readonly ServiceIdentity _identity;
    private readonly TimeProvider _clock;
    private readonly ILogger<Migrations> _logger;

    /// <param name="connect">Creates a data source for the schema's owner.</param>
    /// <param name="identity">Names the lock.</param>
    internal Migrations(
        Func<NpgsqlDataSource> connect, SchemaScripts scripts, IDataMigration[] dataMigrations,
        ServiceIdentity identity, TimeProvider clock, ILogger<Migrations> logger) =>
        (_connect, _scripts, _dataMigrations, _identity, _clock, _logger) =
            (connect, scripts, dataMigrations, identity, clock, logger);

    /// <summary>
    /// A table that is in use, or a database that does not answer, is tried again for a minute: statements of the
    /// service get the table in between.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is unavailable, or it rejected the login or a script.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                await ApplyAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (MayPass(error) && _clock.GetElapsedTime(started) < Patience)
            {
                LogWaiting(error.Message);
                await Task.Delay(RetryDelay, _clock, cancellationToken);
            }
        }
    }

    private static bool MayPass(Exception error) =>
        error is TimeoutException or (NpgsqlException and not PostgresException { IsTransient: false });

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var source = _connect();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var exclusive =
            await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(
            connection, "select pg_advisory_xact_lock(hashtextextended(@name, 0))", cancellationToken,
            new NpgsqlParameter("name", $"{_identity.Name} migrations"));

        // The grants of this version would take rights from the newer one.
        if (await _scripts.CompareAsync(source, cancellationToken) > 0)
        {
            LogNewer(_scripts.Newest);
            return;
        }

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

        foreach (var script in _scripts.AfterMigrations())
        {
            await ExecuteAsync(connection, script, cancellationToken);
        }

        await exclusive.CommitAsync(cancellationToken);
        LogApplied(_scripts.Newest, result.Scripts.Count());
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Timeout.TotalSeconds };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Schema is at {newest}: applied {count} migrations")]
    private partial void LogApplied(string newest, int count);

    [LoggerMessage(LogLevel.Information, "Schema is newer than {newest}: nothing to do")]
    private partial void LogNewer(string newest);

    [LoggerMessage(LogLevel.Warning, "Migrations are waiting for the database: {reason}")]
    private partial void LogWaiting(string reason);
}
