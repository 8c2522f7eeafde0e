using System.Text.Json;
using SreService.Tests.Scraping;

namespace SreService.Tests.Rounds;

/// <summary>What waits in memory while the database is away, and for how long.</summary>
public sealed class RoundWriterTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Minutes_wait_for_an_hour_and_older_ones_are_dropped_and_reported()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var replica = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        await using var system =
            await new SreSystem(server.ConnectionString("postgres")).Watching("gateway", replica).StartAsync();
        await system.TickAsync();
        await server.StopAsync();

        for (var minute = 1; minute <= 70; minute++)
        {
            _gateway.Answered(1, 0.01);
            system.Clock.SetUtcNow(Noon.AddMinutes(minute).AddSeconds(-5));
            await system.RoundAsync();
        }

        await SreSystem.UntilAsync(() => !system.StorageAvailable);
        var away = await StorageAsync(system);
        await server.StartAgainAsync(Cancellation);
        await system.TickUntilWrittenAsync();
        var back = await StorageAsync(system);

        Assert.Equal("AWAY", away.GetProperty("status").GetString());
        Assert.Equal(60, away.GetProperty("waiting_minutes").GetInt32());
        Assert.Equal(10, away.GetProperty("dropped").GetProperty("minutes").GetInt32());
        Assert.Equal("2026-11-23T12:00:00.000000+00:00", away.GetProperty("dropped").GetProperty("first").GetString());
        Assert.Equal(
            ("OK", 0), (back.GetProperty("status").GetString(), back.GetProperty("waiting_minutes").GetInt32()));
        var kept = 70L - back.GetProperty("dropped").GetProperty("minutes").GetInt32();
        Assert.Equal((kept, 0), await system.CountsAsync("success"));
        Assert.Equal(
            kept, await server.ExecuteAsync("select sum(good)::bigint from slices where objective like 'success@%'"));
    }

    private static async Task<JsonElement> StorageAsync(SreSystem system) =>
        (await system.GetAsync("/sre/slos")).GetProperty("storage");
}
