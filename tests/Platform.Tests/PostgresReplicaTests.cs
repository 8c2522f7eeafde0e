using Testing;

namespace Platform.Tests;

/// <summary>The replica that other tests rely on is a real one.</summary>
public sealed class PostgresReplicaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replica_follows_pauses_and_is_promoted()
    {
        await using var primary = await PrivatePostgres.StartAsync(Cancellation);
        await using var replica = await primary.StartReplicaAsync("replica", Cancellation);
        await primary.ExecuteAsync("create table t as select 1 as n");
        await Eventually.EqualAsync(1L, () => CountAsync(replica, "pg_tables where tablename = 't'"));

        await replica.PauseReplayAsync();
        await primary.WaitForStandbyAsync("replica");
        await primary.ExecuteAsync("insert into t values (2)");
        Assert.Equal(1, await CountAsync(replica, "t"));

        await replica.ResumeReplayAsync();
        await Eventually.EqualAsync(2L, () => CountAsync(replica, "t"));

        await primary.KillAsync();
        await replica.PromoteAsync();
        await replica.ExecuteAsync("insert into t values (3)");
        Assert.Equal(3, await CountAsync(replica, "t"));
    }

    private static async Task<long> CountAsync(PrivatePostgres server, string what) =>
        (long)(await server.ExecuteAsync($"select count(*) from {what}"))!;
}
