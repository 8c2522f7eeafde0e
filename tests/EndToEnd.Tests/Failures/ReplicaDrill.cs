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
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(5);

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

        var (report, said) = await new BalancedDrill(balancer.Client, output).SurvivesAsync(
            failure, fail, heal, () => Task.FromResult(system.Postgres.ConnectionString("evenkeel_users")));

        Assert.InRange(report.Recovery, TimeSpan.Zero, LongestRecovery);
        Assert.DoesNotContain(said, answer => answer.Said!.Contains("CRITICAL", StringComparison.Ordinal));
        await ReadyAsync(system);
    }

    private static Task ReadyAsync(RunningSystem system) => BalancedDrill.ReadyAsync(
        system.Gateway,
        [.. system.Topology.Of("sre").Select(sre => sre.Address)],
        [.. system.Topology.Of("gateway").Select(gateway => (gateway.Address, gateway.ManagementAddress))]);
}
