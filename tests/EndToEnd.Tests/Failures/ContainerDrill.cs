using System.Text.Json;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// What <see cref="ReplicaDrill"/> and <see cref="FailureDrill"/> show of processes, shown of the containers that
/// <c>compose.yaml</c> describes, through its own load balancer: containers are killed, paused and restarted, and the
/// replicas of each service restart in turn.
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed class ContainerDrill(ComposeSystem system, ITestOutputHelper output) : IClassFixture<ComposeSystem>
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(10);

    private static readonly string[] Services = ["users-service", "sre-service", "web-frontend", "gateway"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public Task Users_service() => SurvivesEachAsync(() => Task.FromResult(First("users-service")));

    [DrillFact]
    public Task Gateway() => SurvivesEachAsync(() => Task.FromResult(First("gateway")));

    [DrillFact]
    public Task Leader_of_sre_service() => SurvivesEachAsync(LeaderAsync);

    [DrillFact]
    public Task PostgreSQL() => SurvivesEachAsync(() => Task.FromResult(First("postgres")));

    [DrillFact]
    public Task Valkey() => SurvivesEachAsync(() => Task.FromResult(First("valkey")));

    [DrillFact]
    public async Task Rolling_restart()
    {
        await system.StartedAsync();

        await SurvivesAsync(
            "every replica restarts in turn",
            async () =>
            {
                foreach (var service in Services)
                {
                    foreach (var number in (int[])[1, 2])
                    {
                        await ComposeSystem.StopAsync(ComposeSystem.Container(service, number));
                        await ComposeSystem.StartAgainAsync(ComposeSystem.Container(service, number));
                    }
                }
            },
            () => Task.CompletedTask);
    }

    private async Task SurvivesEachAsync(Func<Task<string>> choose)
    {
        await system.StartedAsync();

        await FailsAsync("is killed", ComposeSystem.KillAsync, ComposeSystem.StartAgainAsync);
        await FailsAsync("hangs", ComposeSystem.PauseAsync, ComposeSystem.UnpauseAsync);
        if (Drills.Choose(false, true))
        {
            await FailsAsync("restarts", ComposeSystem.StopAsync, ComposeSystem.StartAgainAsync);
        }

        async Task FailsAsync(string failure, Func<string, Task> fail, Func<string, Task> heal)
        {
            await ReadyAsync();
            var container = await choose();
            await SurvivesAsync($"{container} {failure}", () => fail(container), () => heal(container));
        }
    }

    private async Task SurvivesAsync(string failure, Func<Task> fail, Func<Task> heal)
    {
        await ReadyAsync();

        var (report, _) = await new BalancedDrill(system.Client, output)
            .SurvivesAsync(failure, fail, heal, DatabaseAsync);

        Assert.InRange(report.Recovery, TimeSpan.Zero, LongestRecovery);
        await ReadyAsync();
    }

    private static string First(string service) => ComposeSystem.Container(service, 1);

    private static async Task<string> DatabaseAsync() =>
        $"Host={await ComposeSystem.AddressAsync(First("postgres"))};Database=users;Username=evenkeel;"
        + $"Password={await ComposeSystem.PostgresSecretAsync("postgres")}";

    private async Task ReadyAsync()
    {
        var gateways = await AddressesAsync("gateway");
        await BalancedDrill.ReadyAsync(
            system.Client,
            [.. (await AddressesAsync("sre-service")).Select(address => At(address, 8080))],
            [.. gateways.Select(address => (At(address, 8080), At(address, 9090)))]);
    }

    /// <returns>The container whose replica evaluates.</returns>
    private async Task<string> LeaderAsync()
    {
        var leader = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var number in (int[])[1, 2])
                {
                    leader = ComposeSystem.Container("sre-service", number);
                    var address = At(await ComposeSystem.AddressAsync(leader), 8080);
                    var slos = await system.Client.GetStringAsync(new Uri(address, "/sre/slos"), Cancellation);
                    if (JsonElement.Parse(slos).GetProperty("evaluator").GetProperty("role").ValueEquals("evaluating"))
                    {
                        return true;
                    }
                }

                return false;
            },
            TimeSpan.FromSeconds(60));
        return leader;
    }

    private static Task<string[]> AddressesAsync(string service) => Task.WhenAll(
        ((int[])[1, 2]).Select(number => ComposeSystem.AddressAsync(ComposeSystem.Container(service, number))));

    private static Uri At(string address, int port) => new($"http://{address}:{port}");
}
