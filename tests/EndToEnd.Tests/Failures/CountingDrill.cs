using System.Net.Http.Json;
using System.Text.Json;
using Local;
using Local.Demo;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// Two replicas of sre-service and PostgreSQL are killed and stopped at random moments under load. In the end every
/// request that was sent is counted, once.
/// </summary>
public sealed class CountingDrill(CountedSystem counted) : IClassFixture<CountedSystem>
{
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public async Task Counts_stay_exact_when_processes_are_killed_at_random()
    {
        var system = await counted.StartedAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var demo = new DemoTraffic(system.Topology.Gateway, TimeProvider.System, _ => { });
        var traffic = demo.RunAsync(stop.Token);
        await LeaderAsync(system, Patience);

        foreach (var (name, fail) in Failures(system).OrderBy(_ => Random.Shared.Next()).ToArray())
        {
            await Task.Delay(Pause(), Cancellation);
            TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetUtcNow():O} {name}");
            await fail();
        }

        await FollowedAsync(system);
        await stop.CancelAsync();
        await traffic;

        // The gateway counts what its client gave up waiting for as bad.
        var sent = new Counts(
            demo.Total.Good, demo.Total.Bad + demo.Total.Unanswered,
            demo.Total.Good + demo.Total.Bad + demo.Total.Unanswered);
        Assert.True(sent.Total > 100, $"Only {sent.Total} requests were sent.");
        foreach (var replica in SreReplicas(system))
        {
            using var client = new HttpClient { BaseAddress = replica.Address };
            await Eventually.EqualAsync(sent, () => new ServiceLevels(client).CountsAsync("success"));
        }

        Assert.Equal(sent.Total, await system.Postgres.ExecuteAsync(
            "select sum(good + bad)::bigint from slices where objective like 'success@%'", "evenkeel_sre"));
        Assert.Equal(sent.Total, await system.Postgres.ExecuteAsync(
            """
            select sum(count)::bigint from counts
            where measure = 'requests' and service = 'gateway' and outcome <> 'excluded'
            """,
            "evenkeel_sre"));
    }

    [DrillFact]
    public async Task Killed_or_frozen_leader_is_replaced_within_15_s()
    {
        var system = await counted.StartedAsync();
        var first = await LeaderAsync(system, Patience);
        await FollowedAsync(system);

        await system.FreezeAsync(first);
        var second = await LeaderAsync(system, Takeover, other: first);
        await system.ThawAsync(first);
        await FollowedAsync(system);

        var killed = TimeProvider.System.GetUtcNow();
        await system.KillAsync(second);

        // Whichever is first: the killed one restarts within a second or two.
        await Eventually.HoldsAsync(
            async () => (await Task.WhenAll(SreReplicas(system).Select(EvaluatorAsync)))
                .Any(evaluator => evaluator is { Role: "evaluating" } && evaluator.Since > killed),
            Takeover);
    }

    /// <summary>Failures begin at any moment between two scrapes.</summary>
    private static TimeSpan Pause() => TimeSpan.FromSeconds(Drills.Choose(1, 3) + (4 * Random.Shared.NextDouble()));

    private static IEnumerable<(string Name, Func<Task> Fail)> Failures(RunningSystem system)
    {
        yield return ("sre-1 killed", () => system.KillAsync("sre-1"));
        yield return ("sre-2 killed", () => system.KillAsync("sre-2"));
        yield return ("leader killed", async () => await system.KillAsync(await LeaderAsync(system, Patience)));
        yield return ("leader frozen", async () =>
        {
            var frozen = await LeaderAsync(system, Patience);
            // The other replica may still be starting again after the failure before this one.
            var next = SreReplicas(system).Single(replica => replica.Name != frozen);
            await Eventually.HoldsAsync(() => system.IsReadyAsync(next.Name), Patience);
            await system.FreezeAsync(frozen);
            await LeaderAsync(system, Takeover, other: frozen);
            await system.ThawAsync(frozen);
        }
        );
        yield return ("PostgreSQL killed", async () =>
        {
            await system.Postgres.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(1 + (5 * Random.Shared.NextDouble())), Cancellation);
            await system.Postgres.StartAgainAsync(Cancellation);
        }
        );
        yield return ("PostgreSQL frozen", async () =>
        {
            var frozen = await FrozenServer.FreezeAsync(system.Postgres);
            await Task.Delay(TimeSpan.FromSeconds(5), Cancellation);
            await frozen.ThawAsync();
        }
        );
        yield return ("PostgreSQL and leader killed", async () =>
        {
            var leader = await LeaderAsync(system, Patience);
            await Task.WhenAll(system.Postgres.KillAsync(), system.KillAsync(leader));
            await system.Postgres.StartAgainAsync(Cancellation);
        }
        );
    }

    private static Replica[] SreReplicas(RunningSystem system) =>
        [.. system.Topology.Replicas.Where(replica => replica.Service == "sre")];

    /// <returns>The name of the replica that reports that it is the leader.</returns>
    private static async Task<string> LeaderAsync(RunningSystem system, TimeSpan within, string? other = null)
    {
        string? found = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var replica in SreReplicas(system).Where(replica => replica.Name != other))
                {
                    found ??= await RoleAsync(replica) == "evaluating" ? replica.Name : null;
                }

                return found is not null;
            },
            within);
        return found!;
    }

    /// <summary>Waits until one replica leads and the other follows.</summary>
    private static async Task FollowedAsync(RunningSystem system) => await Eventually.HoldsAsync(
        async () => (await Task.WhenAll(SreReplicas(system).Select(RoleAsync))).Order()
            .SequenceEqual(["evaluating", "following"]),
        Patience);

    private static async Task<string?> RoleAsync(Replica replica) => (await EvaluatorAsync(replica))?.Role;

    /// <returns>Null when it does not answer.</returns>
    private static async Task<Evaluator?> EvaluatorAsync(Replica replica)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            var slos = await client.GetFromJsonAsync<JsonElement>(new Uri(replica.Address, "/sre/slos"), Cancellation);
            return slos.GetProperty("evaluator").Deserialize<Evaluator>(JsonSerializerOptions.Web);
        }
        catch (Exception error) when (error is HttpRequestException
            || (error is TaskCanceledException && !Cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private sealed record Evaluator(string Role, DateTimeOffset? Since);
}

/// <summary>One system for all drills that end with both replicas running.</summary>
public sealed class CountedSystem : IAsyncDisposable
{
    private RunningSystem? _system;

    internal async Task<RunningSystem> StartedAsync() =>
        _system ??= await RunningSystem.StartAsync(TestContext.Current.CancellationToken, restart: true);

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;
}
