using SreService.Alerting.Replay;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting.Replay;

public sealed class ReplayCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Replay_is_printed_as_text()
    {
        var gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica)
            .StartAsync();
        await system.TickAsync();
        for (var minute = 0; minute < 10; minute++)
        {
            gateway.Answered(20, 0.01, "bad", "timeout");
            system.Clock.SetUtcNow(SreSystem.Noon.AddMinutes(minute).AddSeconds(30));
            await system.TickAsync();
        }

        using var client = system.CreateClient();
        await using var output = new StringWriter();
        await ReplayCommand.AskAsync(
            client, new(client.BaseAddress!, "/sre/slos/success/replay?time_range=1h&target=99.9"), output);

        Assert.StartsWith(
            "success, 2026-11-23 11:07 to 2026-11-23 12:07 UTC", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("would have paged once", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("  1h/5m > 14.4 page: ", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--healthcheck")]
    public async Task Other_arguments_start_the_service(params string[] arguments) =>
        Assert.False(await ReplayCommand.HandleAsync(arguments));
}
