using System.Diagnostics.Metrics;
using Npgsql;
using Platform.Database;
using Platform.Telemetry;
using UsersService.Api;
using UsersService.Database;
using UsersService.Users;

namespace UsersService.Erasure;

/// <summary>
/// Removes expired users, stored responses and synthetic users. All replicas try; the database admits one at a time.
/// </summary>
internal sealed partial class Purge(
    UsersDatabase database, NpgsqlDataSource source, ComputedColumns computed, RequiredSchema schema,
    UsersSettings settings, TimeProvider clock, ILogger<Purge> logger, IMeterFactory meters) : BackgroundService
{
    private readonly Counter<long> _purged = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "users.purged", description: "Deleted users removed for good.");

    public static IReadOnlyList<string> All => [RemoveUsers, RemoveKeys, RemoveSynthetic];

    /// <returns>The number of users removed: 0 while another replica is purging.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var users = await InBatchesAsync(RemoveUsers, cancellationToken);
        if (users > 0)
        {
            _purged.Add(users);
            LogPurged(users);
        }

        await InBatchesAsync(RemoveKeys, cancellationToken);
        await InBatchesAsync(RemoveSynthetic, cancellationToken);
        await computed.ApplyAsync(source, cancellationToken);

        return users;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(settings.PurgeInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(stoppingToken);
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
        {
            LogPutOff(settings.PurgeInterval);
        }
    }

    private async Task<int> InBatchesAsync(string remove, CancellationToken cancellationToken)
    {
        var (all, removed) = (0, 0);
        do
        {
            var parameters = new { batch = settings.PurgeBatch, Author.System().RequestId };
            removed = await database.WriteOneAsync<int>(remove, parameters, cancellationToken);
            all += removed;
        }
        while (removed == settings.PurgeBatch);

        return all;
    }

    private const string RemoveUsers = "select purge_users(@batch, @requestId)";

    private const string RemoveKeys =
        """
        with gone as (
            delete from idempotency_keys
            where (actor, key) in (
                select actor, key from idempotency_keys where expires_at <= now() limit @batch for update skip locked)
            returning key
        )
        select count(*)::integer from gone
        """;

    private const string RemoveSynthetic = "select remove_synthetic_users(@batch)";

    [LoggerMessage(LogLevel.Information, "Purged {users} users")]
    private partial void LogPurged(int users);

    [LoggerMessage(LogLevel.Warning, "Purge failed: database unavailable; retrying in {interval}")]
    private partial void LogPutOff(TimeSpan interval);
}
