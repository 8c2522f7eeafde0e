using SreService.Tests.Notifications;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Dashboard;

/// <summary>
/// What reports say during a failure while the receiver is down and a clock is wrong. The end-to-end tests do the same
/// with the real system.
/// </summary>
public sealed class TruthTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string BreakerState = "breaker_state{breaker=\"users/users-1\"}";

    private readonly ReplicaText _gateway =
        new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-2)).Set(BreakerState, 0);

    private ReplicaServer _replica = null!;
    private ReceivingServer _receiver = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _replica = await new ReplicaServer(_gateway.ToString).StartAsync();
        _receiver = await ReceivingServer.StartAsync();
        _receiver.Status = 503;
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", _replica)
            .With("Notifications:GroupWait", "00:00:00").With("Notifications:AllowedHosts:0", "127.0.0.1")
            .With("Notifications:Receivers:0:Name", "team").With("Notifications:Receivers:0:Kind", "Webhook")
            .With("Notifications:Receivers:0:Url", _receiver.Address.ToString()).StartAsync();
        var answer = _replica.Answer;
        _replica.Answer = context =>
        {
            context.Response.Headers.Date = _system.Clock.GetUtcNow().AddHours(1).ToString("R");
            return answer(context);
        };
        await _system.TickAsync();
        _gateway.Answered(100, 0.01).Answered(8, 0.01, "bad", "timeout").Set(BreakerState, 2);
        await _system.TickAsync();
        await _system.UntilPassingTimeAsync(async () =>
            (await _system.GetAsync("/sre/notifications")).GetProperty("receivers")[0].GetProperty("status")
                .GetString() == "FAILING");
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _receiver.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Wrong_clock_of_a_replica_is_reported_and_changes_no_count()
    {
        Assert.Equal((100, 8), await _system.CountsAsync("success"));
        var only = Assert.Single(await _system.ReplicasAsync("gateway"));
        Assert.InRange(only.GetProperty("clock_skew_seconds").GetDouble(), 3595, 3605);
    }

    [Fact]
    public async Task Failing_receiver_is_reported_and_gets_its_message_when_it_answers_again()
    {
        var receiver = (await _system.GetAsync("/sre/notifications")).GetProperty("receivers")[0];
        Assert.Equal(
            (0, "answered 503"),
            (receiver.GetProperty("delivered").GetInt32(), receiver.GetProperty("failure").GetString()));
        Assert.NotEmpty(receiver.GetProperty("waiting").EnumerateArray());

        _receiver.Status = 200;
        await _system.UntilPassingTimeAsync(() => Task.FromResult(!_receiver.Messages.IsEmpty));

        Assert.Contains(
            "8 requests failed", _receiver.Messages.First().Body.GetProperty("alerts").ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_is_on_the_alerts_and_on_the_dashboard_while_no_receiver_answers()
    {
        string[] rules = [.. (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Select(alert => $"{alert.GetProperty("rule").GetString()} {alert.GetProperty("subject").GetString()}")];

        Assert.Contains("bad_requests gateway", rules);
        Assert.Contains("breaker_open gateway users", rules);
        var dashboard = (await _system.GetAsync("/sre/dashboard")).GetProperty("dashboard");
        Assert.Equal("CRITICAL", dashboard.GetProperty("overall_status").GetString());
    }
}
