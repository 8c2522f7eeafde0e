using System.Data;
using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;

namespace Platform.Database;

/// <summary>
/// Brings the schema up to date before the service is ready, however often it starts and however many replicas do so at
/// once: one holds the advisory lock, the others wait and find nothing left to do. Tries again while the database is away.
/// </summary>
public sealed partial class Migrations(
    NpgsqlDataSource source, Assembly scripts, ServiceIdentity identity, TimeProvider clock, ILogger<Migrations> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var exclusive = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended(@name, 0))", connection);
        command.Parameters.AddWithValue("name", $"{identity.Name} migrations");
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);

        var result = await Task.Factory.StartNew(Upgrade, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!result.Successful)
        {
            throw result.Error;
        }

        LogApplied(result.Scripts.Count());
    }

    private DatabaseUpgradeResult Upgrade() =>
        DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(source))
            .JournalToPostgresqlTable("public", "schema_migrations")
            .WithScriptsEmbeddedInAssembly(scripts, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();

    [LoggerMessage(LogLevel.Information, "The schema is up to date, {count} migrations applied now")]
    private partial void LogApplied(int count);

    [LoggerMessage(LogLevel.Warning, "The schema waits for the database: {reason}")]
    private partial void LogWaiting(string reason);
}
