using System.Net;
using Local;

namespace EndToEnd.Tests;

/// <summary>What a process counts between its last regular scrape and its end is counted as well, once.</summary>
public sealed class FinalScrapeTests
{
    private const int Reads = 40;

    private static readonly TimeSpan SomeRounds = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_just_before_sigterm_are_counted_once()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation);
        var levels = new ServiceLevels(system.Gateway);
        var second = system.Topology.Replicas.Single(replica => replica.Name == "users-2");
        await ServiceLevels.AllSayAsync(
            system, async replica => await replica.ComponentAsync("users-service") == "HEALTHY", SomeRounds);
        Assert.Equal(0, (await levels.CountsAsync("freshness")).Total);

        // Right after a round, no regular scrape sees the reads before the process ends.
        await levels.NextRoundAsync();
        await ReadUsersAsync(second, Reads);
        await system.TerminateAsync(second.Name);

        await ServiceLevels.AllSayAsync(
            system, async replica => (await replica.CountsAsync("freshness")).Total >= Reads, SomeRounds);
        await levels.NextRoundAsync();
        Assert.Equal(Reads, (await levels.CountsAsync("freshness")).Total);
    }

    private static async Task ReadUsersAsync(Replica replica, int times)
    {
        using var client = new HttpClient { BaseAddress = replica.Address };
        for (var time = 0; time < times; time++)
        {
            using var answer = await client.GetAsync(new Uri("/api/users?limit=1", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
