using Npgsql;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// PostgreSQL fails in every way it can, under load through the gateway and two replicas of every service. No
/// acknowledged write is lost, no answer is wrong, fewer than one read in a thousand fails, nothing takes longer than
/// six seconds, and five seconds after its return all is as before without a restart. <c>-showLiveOutput</c> shows the
/// tables.
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed class FailureDrill(DrillSystem one, ITestOutputHelper output) : IClassFixture<DrillSystem>
{
    private const string ServiceRole = "evenkeel_users_service";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Two replicas, three seconds each.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public async Task Stopped()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "stopped", system.Postgres.StopAsync, () => system.Postgres.StartAgainAsync(Cancellation));
    }

    [DrillFact]
    public async Task Restarted()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(system, "restarted", RestartAsync, () => Task.CompletedTask, readsGoStale: false);

        async Task RestartAsync()
        {
            await system.Postgres.StopAsync();
            await system.Postgres.StartAgainAsync(Cancellation);
        }
    }

    [DrillFact]
    public async Task Crashed()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "crashed", system.Postgres.KillAsync, () => system.Postgres.StartAgainAsync(Cancellation));
    }

    [DrillFact]
    public async Task Paused()
    {
        var system = await one.StartedAsync();
        var frozen = FrozenServer.None;
        try
        {
            await SurvivesAsync(
                system, "paused", async () => frozen = await FrozenServer.FreezeAsync(system.Postgres),
                () => frozen.ThawAsync());
        }
        finally
        {
            await frozen.ThawAsync();
        }
    }

    [DrillFact]
    public async Task Read_only()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "read-only",
            () => ConfigureAsync("alter system set default_transaction_read_only = on"),
            () => ConfigureAsync("alter system reset default_transaction_read_only"),
            readsGoStale: false);

        async Task ConfigureAsync(string setting)
        {
            await system.Postgres.ExecuteAsync(setting);
            await system.Postgres.ExecuteAsync("select pg_reload_conf()");
        }
    }

    /// <remarks>
    /// The service's role alone has none; the server refuses with the same code (53300) as when all are taken.
    /// </remarks>
    [DrillFact]
    public async Task Out_of_connections()
    {
        var system = await one.StartedAsync();
        var postgres = system.Postgres;

        await SurvivesAsync(
            system, "out of connections",
            async () =>
            {
                await postgres.ExecuteAsync($"alter role {ServiceRole} connection limit 0");
                await postgres.ExecuteAsync(
                    $"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{ServiceRole}'");
            },
            () => postgres.ExecuteAsync($"alter role {ServiceRole} connection limit -1"));
    }

    [DrillFact]
    public async Task Locked_table()
    {
        var system = await one.StartedAsync();
        await using var other = new NpgsqlConnection(
            $"{system.Postgres.ConnectionString("evenkeel_users")};Pooling=false");
        await other.OpenAsync(Cancellation);

        await SurvivesAsync(
            system, "with a locked table",
            () => ExecuteAsync("begin; lock table users in access exclusive mode"), () => ExecuteAsync("rollback"));

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    [DrillFact]
    public async Task Disk_full()
    {
        using var disk = SmallDisk.Mount();
        await using var system = await DrillSystem.StartAsync(folder: disk.Folder);

        await SurvivesAsync(
            system, "with a full disk", () => Task.Run(disk.Fill),
            async () =>
            {
                disk.Empty();
                if (!system.Postgres.IsRunning)
                {
                    await system.Postgres.StartAgainAsync(Cancellation);
                }
            },
            readsGoStale: false);
    }

    [DrillFact]
    public async Task Slow()
    {
        Relay? relay = null;
        await using var system = await DrillSystem.StartAsync(postgres =>
        {
            relay = new Relay(PortOf(postgres));
            return Task.FromResult(With(postgres, server => server.Port = relay.Port));
        });
        await using var between = relay!;

        await SurvivesAsync(
            system, "slow", () => Task.FromResult(between.Delay = TimeSpan.FromSeconds(1.2)),
            () => Task.FromResult(between.Delay = TimeSpan.Zero));
    }

    [DrillFact]
    public async Task Failing_over()
    {
        var (system, standby) = await PairAsync();
        await using var primary = system;
        await using var survivor = standby;

        await SurvivesAsync(
            system, "failing over", system.Postgres.KillAsync, survivor.PromoteAsync, survivor: survivor);
    }

    /// <remarks>Nobody says that it is gone: whatever still goes to it runs into a time limit.</remarks>
    [DrillFact]
    public async Task Failing_over_while_the_old_primary_hangs()
    {
        var (system, standby) = await PairAsync();
        await using var primary = system;
        await using var survivor = standby;
        var frozen = FrozenServer.None;
        try
        {
            await SurvivesAsync(
                system, "failing over, the old primary hangs",
                async () => frozen = await FrozenServer.FreezeAsync(system.Postgres), survivor.PromoteAsync,
                survivor: survivor, within: 2 * Limit);
        }
        finally
        {
            await frozen.ThawAsync();
        }
    }

    /// <summary>Commits wait for the standby, so that it has all that was acknowledged.</summary>
    private static async Task<(RunningSystem System, PrivatePostgres Standby)> PairAsync()
    {
        PrivatePostgres? standby = null;
        var system = await DrillSystem.StartAsync(async postgres =>
        {
            standby = await postgres.StartReplicaAsync("standby", Cancellation);
            await postgres.WaitForStandbyAsync("standby");
            var hosts = $"127.0.0.1:{PortOf(postgres)},127.0.0.1:{PortOf(standby)}";
            return With(postgres, server => server.Host = hosts);
        });
        return (system, standby!);
    }

    private async Task SurvivesAsync(
        RunningSystem system, string failure, Func<Task> fail, Func<Task> heal, bool readsGoStale = true,
        PrivatePostgres? survivor = null, TimeSpan? within = null)
    {
        var report = await new Drill(system.Gateway).RunAsync(
            $"PostgreSQL {failure}", fail, heal,
            () => Task.FromResult((survivor ?? system.Postgres).ConnectionString("evenkeel_users")));
        output.WriteLine(report.ToString());

        Assert.Empty(report.Lost);
        Assert.Empty(report.Wrong);
        Assert.True(report.Reads.Count(read => read.Failed) <= report.Reads.Count() / 1000, "Reads failed.");
        Assert.InRange(report.Longest, TimeSpan.Zero, Longest);
        Assert.InRange(report.Recovery, TimeSpan.Zero, within ?? Limit);
        Assert.True(report.Stale > 0 || !readsGoStale, "No read was answered from memory.");
        Assert.All(system.Topology.Replicas, replica => Assert.True(system.Runs(replica.Name), replica.Name));
    }

    private static int PortOf(PrivatePostgres postgres) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString("postgres")).Port;

    private static string With(PrivatePostgres postgres, Action<NpgsqlConnectionStringBuilder> change)
    {
        var server = new NpgsqlConnectionStringBuilder(postgres.ConnectionString("postgres"));
        change(server);
        return server.ConnectionString;
    }
}
