using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Local;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// One of two replicas of a service hangs, dies or restarts under load through both gateways, and each replica of every
/// service restarts in turn: no safe request fails, no acknowledged write is lost, no page says CRITICAL, and 5 s after
/// the return all is as before. A write that the replica was working on may fail; it is never repeated. For gateways
/// that takes a load balancer that repeats safe requests (<see cref="Balancer"/>).
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed class ReplicaDrill(DrillSystem one, ITestOutputHelper output) : IClassFixture<DrillSystem>
{
    /// <summary>The load balancer waits for the first gateway longer than that for the first replica.</summary>
    private static readonly TimeSpan LongestRead = Balancer.Patience + TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public Task Users_service() => SurvivesEachAsync("users-1");

    [DrillFact]
    public Task Sre_service() => SurvivesEachAsync("sre-1");

    [DrillFact]
    public Task Web_frontend() => SurvivesEachAsync("web-1");

    [DrillFact]
    public Task Gateway() => SurvivesEachAsync("gateway-1");

    [DrillFact]
    public async Task Rolling_restart()
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, "every replica restarts in turn",
            async () =>
            {
                var least = Drills.Choose(2, 1);
                foreach (var replica in system.Topology.Replicas.Where(replica => replica.Number >= least))
                {
                    await system.TerminateAsync(replica.Name);
                    system.StartAgain(replica.Name);
                    await ReadyAsync(system);
                }
            },
            () => Task.CompletedTask);
    }

    private async Task SurvivesEachAsync(string replica)
    {
        var system = await one.StartedAsync();

        await SurvivesAsync(
            system, $"{replica} hangs", () => system.FreezeAsync(replica), () => system.ThawAsync(replica));
        await SurvivesAsync(system, $"{replica} is killed", () => system.KillAsync(replica), StartAgainAsync);
        if (Drills.Choose(false, true))
        {
            await SurvivesAsync(system, $"{replica} restarts", () => system.TerminateAsync(replica), StartAgainAsync);
        }

        Task StartAgainAsync()
        {
            system.StartAgain(replica);
            return Task.CompletedTask;
        }
    }

    private async Task SurvivesAsync(RunningSystem system, string failure, Func<Task> fail, Func<Task> heal)
    {
        await ReadyAsync(system);
        using var balancer = new Balancer(system);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pages = ReadAsync(balancer.Client, "page", "/", stop.Token);
        var said = ReadAsync(balancer.Client, "health", "/sre/health", stop.Token);

        var report = await new Drill(balancer.Client).RunAsync(failure, fail, heal, system.Postgres);
        await stop.CancelAsync();
        report = report with { Answers = [.. report.Answers, .. await pages, .. await said] };
        output.WriteLine(report.ToString());
        output.WriteLine(What(await said));

        var safe = report.Answers.Where(answer => answer.Call != "write").ToArray();
        Assert.All(
            safe.CountBy(answer => answer.Call),
            calls => Assert.True(calls.Value > 20, $"Only {calls.Value} {calls.Key}"));
        Assert.DoesNotContain(safe, answer => answer.Failed);
        Assert.Empty(safe.Select(answer => answer.Wrong).OfType<string>());
        Assert.InRange(safe.Max(answer => answer.Took), TimeSpan.Zero, LongestRead);
        Assert.InRange(report.Recovery, TimeSpan.Zero, LongestRecovery);
        Assert.Empty(report.Lost);
        Assert.DoesNotContain(await said, answer => answer.Said!.Contains("CRITICAL", StringComparison.Ordinal));
        await ReadyAsync(system);
    }

    /// <returns>What each second said: the overall status and the impact on users.</returns>
    private static string What(List<Answer> said) => string.Join('\n', said
        .GroupBy(answer => (answer.Started - said[0].Started) / TimeProvider.System.TimestampFrequency)
        .Select(second => string.Create(
            CultureInfo.InvariantCulture,
            $"  second {second.Key,2}: {string.Join(", ", second.Select(answer => answer.Said).Distinct())}")));

    private static async Task<List<Answer>> ReadAsync(
        HttpClient client, string call, string path, CancellationToken stop)
    {
        var answers = new List<Answer>();
        while (!stop.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await client.GetAsync(path, Cancellation);
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            var took = TimeProvider.System.GetElapsedTime(started);
            answers.Add(new(call, (int)response.StatusCode, Stale: false, started, took, Wrong: null)
            {
                Said = call == "health" && response.IsSuccessStatusCode ? Summary(body) : null,
            });
            await Client.PauseAsync();
        }

        return answers;
    }

    private static string Summary(string body)
    {
        using var report = JsonDocument.Parse(body);
        var overall = report.RootElement.GetProperty("overall_status").GetString();
        return $"{overall}, users {report.RootElement.GetProperty("impact").GetProperty("state").GetString()}";
    }

    /// <summary>Waits until both gateways send requests to all replicas, and each sre-service knows that.</summary>
    private static async Task ReadyAsync(RunningSystem system)
    {
        foreach (var sre in system.Topology.Of("sre"))
        {
            await Eventually.HoldsAsync(() => KnowsAsync(system.Gateway, sre), TimeSpan.FromSeconds(60));
        }

        foreach (var gateway in system.Topology.Of("gateway"))
        {
            await Eventually.HoldsAsync(() => SendsToAllAsync(system.Gateway, gateway), TimeSpan.FromSeconds(60));
        }
    }

    private static async Task<bool> KnowsAsync(HttpClient client, Replica sre)
    {
        try
        {
            var health = await client.GetStringAsync(new Uri(sre.Address, "/sre/health"), Cancellation);
            return Summary(health).StartsWith("HEALTHY", StringComparison.Ordinal)
                || Summary(health).StartsWith("DEGRADED", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // It has not started yet.
            return false;
        }
    }

    private static async Task<bool> SendsToAllAsync(HttpClient client, Replica gateway)
    {
        try
        {
            // A replica that came back is closed when a request has passed.
            foreach (var path in (string[])["/api/users?limit=1", "/docs", "/sre/alerts"])
            {
                using var answer = await client.GetAsync(new Uri(gateway.Address, path), Cancellation);
            }

            var breakers = await client.GetFromJsonAsync<JsonElement>(
                new Uri(gateway.ManagementAddress, "/internal/breakers"), Cancellation);
            return breakers.EnumerateArray().All(breaker => breaker.GetProperty("state").GetString() == "Closed");
        }
        catch (HttpRequestException)
        {
            // It has not started yet.
            return false;
        }
    }
}
