using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// One of two replicas of the users service hangs, dies or restarts under load through the gateway: no read and no page
/// fails, no acknowledged write is lost. A write that the replica was working on may fail; it is never repeated.
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed class ReplicaDrill(DrillSystem one, ITestOutputHelper output) : IClassFixture<DrillSystem>
{
    /// <summary>The gateway waits a second for the first replica.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(4);

    private const string Replica = "users-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public Task Hung() =>
        SurvivesAsync("hangs", system => system.FreezeAsync(Replica), system => system.ThawAsync(Replica));

    [DrillFact]
    public Task Killed() => SurvivesAsync("is killed", system => system.KillAsync(Replica), StartAgainAsync);

    [DrillFact]
    public Task Restarted() => SurvivesAsync("restarts", system => system.TerminateAsync(Replica), StartAgainAsync);

    private async Task SurvivesAsync(
        string failure, Func<RunningSystem, Task> fail, Func<RunningSystem, Task> heal)
    {
        var system = await one.StartedAsync();
        await ReadyAsync(system);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reading = ReadPagesAsync(system, stop.Token);
        var report = await new Drill(system).RunAsync(
            $"{Replica} {failure}", () => fail(system), () => heal(system), system.Postgres);
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

    private static Task StartAgainAsync(RunningSystem system)
    {
        system.StartAgain(Replica);
        return Task.CompletedTask;
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
