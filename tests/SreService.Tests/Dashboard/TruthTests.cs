using SreService.Tests.Notifications;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Dashboard;

/// <summary>
/// What the pages say when nobody can be told and a clock is wrong; the rest of the walk is taken by the real system, in
/// the end-to-end tests.
/// </summary>
public sealed class TruthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_dead_receiver_and_a_wrong_clock_are_told_and_change_no_number()
    {
        var gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-2)).Set("breaker_state{breaker=\"users/users-1\"}", 0);
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var receiver = await ReceivingServer.StartAsync();
        receiver.Status = 503;
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica)
            .With("Notifications:GroupWait", "00:00:00").With("Notifications:AllowedHosts:0", "127.0.0.1")
            .With("Notifications:Receivers:0:Name", "team").With("Notifications:Receivers:0:Kind", "Webhook")
            .With("Notifications:Receivers:0:Url", receiver.Address.ToString()).StartAsync();
        var answer = replica.Answer;
        replica.Answer = context =>
        {
            context.Response.Headers.Date = system.Clock.GetUtcNow().AddHours(1).ToString("R");
            return answer(context);
        };
        await system.TickAsync();

        gateway.Answered(100, 0.01).Answered(8, 0.01, "bad", "timeout").Set("breaker_state{breaker=\"users/users-1\"}", 2);
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () =>
            (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0].GetProperty("status").GetString() == "FAILING");

        Assert.Equal((100, 8), await system.CountsAsync("success"));
        var only = Assert.Single(await system.ReplicasAsync("gateway"));
        Assert.InRange(only.GetProperty("clock_skew_seconds").GetDouble(), 3595, 3605);
        var told = (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0];
        Assert.Equal((0, "answered 503"), (told.GetProperty("delivered").GetInt32(), told.GetProperty("failure").GetString()));
        Assert.NotEmpty(told.GetProperty("waiting").EnumerateArray());
        string[] rules = [.. (await system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Select(alert => $"{alert.GetProperty("rule").GetString()} {alert.GetProperty("subject").GetString()}")];
        Assert.Contains("bad_requests gateway", rules);
        Assert.Contains("breaker_open users/users-1", rules);
        Assert.Equal("CRITICAL", (await system.GetAsync("/sre/dashboard")).GetProperty("dashboard").GetProperty("overall_status").GetString());

        receiver.Status = 200;
        await system.UntilPassingTimeAsync(() => Task.FromResult(!receiver.Messages.IsEmpty));
        Assert.Contains("8 requests failed", receiver.Messages.First().Body.GetProperty("alerts").ToString(), StringComparison.Ordinal);
    }
}
