using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// One of two replicas of the users service hangs, dies or restarts under load through the gateway: no read and no page
/// fails, no acknowledged write is lost. A write that the replica was working on may fail; it is never repeated.
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed class ReplicaDrill(ReplicaSystem one, ITestOutputHelper output) : IClassFixture<ReplicaSystem>
{
    /// <summary>The gateway waits a second for the first replica.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public async Task Hung()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "users-1 hangs", () => system.FreezeAsync("users-1"), () => system.ThawAsync("users-1"));
    }

    [DrillFact]
    public async Task Killed()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(system, "users-1 is killed", () => system.KillAsync("users-1"), () => Task.CompletedTask);
    }

    [DrillFact]
    public async Task Restarted()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "users-1 restarts", () => system.TerminateAsync("users-1"), () => Task.CompletedTask);
    }

    private async Task SurvivesAsync(RunningSystem system, string failure, Func<Task> fail, Func<Task> heal)
    {
        await ReadyAsync(system);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reading = ReadPagesAsync(system, stop.Token);
        var report = await new Drill(system).RunAsync(failure, fail, heal, system.Postgres);
        await stop.CancelAsync();
        var pages = await reading;
        output.WriteLine($"{report}  pages {pages.Count}, longest {pages.Max(page => page.Took.TotalSeconds):0.00} s");

        Assert.True(pages.Count > 20, $"Only {pages.Count} pages.");
        Assert.DoesNotContain(pages, page => page.Failed);
        Assert.InRange(pages.Max(page => page.Took), TimeSpan.Zero, LongestRead);
        Assert.True(report.Reads.Count() > 100, $"Only {report.Reads.Count()} reads.");
        Assert.DoesNotContain(report.Reads, read => read.Failed);
        Assert.Empty(report.Reads.Select(read => read.Wrong).OfType<string>());
        Assert.InRange(report.Reads.Max(read => read.Took), TimeSpan.Zero, LongestRead);
        Assert.Empty(report.Lost);
        await ReadyAsync(system);
    }

    /// <summary>The users page, which web-frontend makes from the same replicas.</summary>
    private static async Task<List<Answer>> ReadPagesAsync(RunningSystem system, CancellationToken stop)
    {
        var pages = new List<Answer>();
        while (!stop.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var page = await system.Gateway.GetAsync("/", Cancellation);
            await page.Content.ReadAsByteArrayAsync(Cancellation);
            var took = TimeProvider.System.GetElapsedTime(started);
            pages.Add(new("page", (int)page.StatusCode, Stale: false, started, took, Wrong: null));
            await Client.PauseAsync();
        }

        return pages;
    }

    /// <summary>Waits until the gateway sends requests to both replicas.</summary>
    private static async Task ReadyAsync(RunningSystem system)
    {
        var management = system.Topology.Replicas.Single(replica => replica.Name == "gateway-1").ManagementAddress;
        await Eventually.HoldsAsync(
            async () =>
            {
                // A replica that came back is closed when a request has passed.
                using var answer = await system.Gateway.GetAsync("/api/users?limit=1", Cancellation);
                var breakers = await system.Gateway.GetFromJsonAsync<JsonElement>(
                    new Uri(management, "/internal/breakers"), Cancellation);
                return breakers.EnumerateArray()
                    .Where(breaker => breaker.GetProperty("name").GetString() is "users/users-1" or "users/users-2")
                    .All(breaker => breaker.GetProperty("state").GetString() == "Closed");
            },
            TimeSpan.FromSeconds(60));
    }
}

/// <summary>A system with two replicas of the users service, whose processes are started again.</summary>
public sealed class ReplicaSystem : IAsyncDisposable
{
    private RunningSystem? _system;

    internal async Task<RunningSystem> StartedAsync() => _system ??=
        await RunningSystem.StartAsync(TestContext.Current.CancellationToken, restart: true, users: 2);

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;
}
