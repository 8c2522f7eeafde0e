using System.Net;
using Local;
using Testing;

namespace EndToEnd.Tests;

/// <summary>What a process counts between its last ordinary reading and its end is counted as well, once.</summary>
public sealed class LastReadingTests
{
    private const int Reads = 40;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SomeReadings = 6 * Interval;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_just_before_sigterm_are_counted()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation, users: 2);
        var levels = new Levels(system.Gateway);
        var second = system.Topology.Replicas.Single(replica => replica.Name == "users-2");
        await Eventually.HoldsAsync(
            async () => await levels.ComponentAsync("users-service") == "HEALTHY", SomeReadings);
        Assert.Equal(0, (await levels.CountsAsync("freshness")).Total);
        await JustAfterAReadingAsync();

        await ReadUsersAsync(second, Reads);
        await system.TerminateAsync(second.Name);

        await Eventually.HoldsAsync(
            async () => (await levels.CountsAsync("freshness")).Total >= Reads, SomeReadings);
        await Task.Delay(Interval, Cancellation);
        Assert.Equal(Reads, (await levels.CountsAsync("freshness")).Total);
    }

    /// <summary>So that no ordinary reading sees what happens next.</summary>
    private static async Task JustAfterAReadingAsync()
    {
        var sinceReading = new TimeSpan(TimeProvider.System.GetUtcNow().Ticks % Interval.Ticks);
        await Task.Delay(Interval - sinceReading + TimeSpan.FromMilliseconds(500), Cancellation);
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
