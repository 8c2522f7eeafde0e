using SreService.Tests.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests;

/// <summary>From what replicas count to what the answers say, exactly, whatever dies in between.</summary>
public sealed class CountingTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objectives_report_what_the_gateway_counted()
    {
        await using var replica = await GatewayAsync();
        await using var system = await StartAsync(await postgres.CreateDatabaseAsync(), replica);
        await system.TickAsync();

        _gateway.Answered(97, 0.01).Answered(2, 0.3).Answered(3, 5, "bad", "timeout")
            .Answered(50, 0.01, "excluded", "probe");
        await system.TickAsync();

        Assert.Equal((99, 3), await system.CountsAsync("success"));
        Assert.Equal((97, 2), await system.CountsAsync("latency"));
    }

    [Fact]
    public async Task Requests_before_a_full_minute_belong_to_the_minute_that_ends()
    {
        await using var replica = await GatewayAsync();
        await using var system = await StartAsync(await postgres.CreateDatabaseAsync(), replica);
        await system.TickAsync();
        system.Clock.SetUtcNow(Noon.AddSeconds(55));

        _gateway.Answered(7, 0.01);
        await system.TickAsync();
        _gateway.Answered(5, 0.01);
        await system.TickAsync();

        var slices =
            (await system.GetAsync("/sre/slos/success/slices?from=2026-11-23T12:00:00Z")).GetProperty("slices");
        Assert.Equal(
            [("2026-11-23T12:00:00.000000+00:00", 7), ("2026-11-23T12:01:00.000000+00:00", 5)],
            slices.EnumerateArray()
                .Select(slice => (slice.GetProperty("minute").GetString()!, slice.GetProperty("good").GetInt32())));
    }

    [Fact]
    public async Task Closed_counts_end_at_the_watermark()
    {
        await using var replica = await GatewayAsync();
        await using var system = await StartAsync(await postgres.CreateDatabaseAsync(), replica);
        await system.TickAsync();
        _gateway.Answered(7, 0.01);
        await system.TickAsync();
        system.Clock.SetUtcNow(Noon.AddSeconds(170));
        await system.TickAsync();

        var open = (await system.GetAsync("/sre/slos/success")).GetProperty("closed");
        await system.TickAsync();
        var closed = (await system.GetAsync("/sre/slos/success")).GetProperty("closed");

        Assert.Equal((0, "2026-11-23T12:00:00.000000+00:00"), (
            open.GetProperty("total").GetInt32(), open.GetProperty("until").GetString()));
        Assert.Equal((7, "2026-11-23T12:01:00.000000+00:00"), (
            closed.GetProperty("total").GetInt32(), closed.GetProperty("until").GetString()));
    }

    [Fact]
    public async Task Restarted_gateway_continues_its_counts()
    {
        await using var replica = await GatewayAsync();
        await using var system = await StartAsync(await postgres.CreateDatabaseAsync(), replica);
        await system.TickAsync();
        _gateway.Answered(10, 0.01);
        await system.TickAsync();

        _gateway = new ReplicaText("gateway", "gateway-2", system.Clock.GetUtcNow().AddSeconds(2)).Answered(4, 0.01);
        await system.TickAsync();

        Assert.Equal((14, 0), await system.CountsAsync("success"));
    }

    [Fact]
    public async Task Counts_while_sre_service_was_down_are_counted_once_by_the_next_process()
    {
        await using var replica = await GatewayAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await StartAsync(database, replica))
        {
            await first.TickAsync();
            _gateway.Answered(10, 0.01);
            await first.TickAsync();
        }

        _gateway.Answered(5, 0.01);
        await using var second = await StartAsync(database, replica, Noon.AddMinutes(10));
        await second.TickAsync(2);

        Assert.Equal((15, 0), await second.CountsAsync("success"));
    }

    [Fact]
    public async Task Counts_of_an_unreachable_gateway_are_counted_when_it_is_back()
    {
        await using var replica = await GatewayAsync();
        await using var system = await StartAsync(await postgres.CreateDatabaseAsync(), replica);
        await system.TickAsync();
        var answer = replica.Answer;

        replica.Answer = context => { context.Abort(); return Task.CompletedTask; };
        _gateway.Answered(10, 0.01);
        await system.TickAsync(4);
        Assert.Equal((0, 0), await system.CountsAsync("success"));

        replica.Answer = answer;
        await system.TickAsync();
        Assert.Equal((10, 0), await system.CountsAsync("success"));
    }

    [Fact]
    public async Task Slices_wait_in_memory_while_the_database_is_unavailable()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var replica = await GatewayAsync();
        await using (var system = await StartAsync(server.ConnectionString("postgres"), replica))
        {
            await system.TickAsync();
            await server.StopAsync();
            _gateway.Answered(10, 0.01);
            await system.TickAsync();
            await SreSystem.UntilAsync(() => !system.StorageAvailable);

            Assert.Equal("AWAY", await StorageAsync(system));
            Assert.Equal((10, 0), await system.CountsAsync("success"));

            await server.StartAgainAsync(Cancellation);
            await system.TickUntilWrittenAsync();

            Assert.Equal("OK", await StorageAsync(system));
        }

        await using var successor = await StartAsync(server.ConnectionString("postgres"), replica, Noon.AddMinutes(5));
        await successor.TickAsync();
        Assert.Equal((10, 0), await successor.CountsAsync("success"));
    }

    [Fact]
    public async Task There_is_no_data_and_a_reason_before_the_history_is_loaded()
    {
        await using var replica = await GatewayAsync();
        await using var system = new SreSystem("Host=127.0.0.1;Port=1;Username=x").Watching("gateway", replica);

        await system.RoundAsync();
        await system.RoundAsync();

        var slo = await system.GetAsync("/sre/slos/success");
        Assert.Equal(
            ("no_data", "stored slices are not loaded yet"),
            (slo.GetProperty("status").GetString(), slo.GetProperty("reason").GetString()));
        var gateway = (await system.GetAsync("/sre/health")).GetProperty("components").GetProperty("gateway");
        Assert.Equal("HEALTHY", gateway.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Figures_of_five_minutes_are_exact_after_a_restart_of_sre_service()
    {
        await using var replica = await GatewayAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await StartAsync(database, replica))
        {
            await first.TickAsync();
            for (var round = 1; round <= 72; round++)
            {
                _gateway.Answered(round, 0.01);
                await first.TickAsync();
            }
        }

        // The rounds from 14 to 72 lie within five minutes of the next one.
        _gateway.Answered(1000, 0.01);
        await using var second = await StartAsync(database, replica, Noon.AddSeconds(365));
        await second.TickAsync();

        var metrics = await second.GetAsync("/sre/metrics?time_range=5m");
        Assert.Equal(("OK", Enumerable.Range(14, 59).Sum() + 1000), (
            metrics.GetProperty("status").GetString(),
            metrics.GetProperty("metrics").GetProperty("application").GetProperty("request_count").GetInt32()));
        Assert.Equal("2026-11-23T12:01:10.000000+00:00", metrics.GetProperty("from").GetString());
    }

    [Fact]
    public async Task Figures_are_unknown_before_the_history_is_loaded()
    {
        await using var replica = await GatewayAsync();
        await using var system = new SreSystem("Host=127.0.0.1;Port=1;Username=x").Watching("gateway", replica);
        await system.RoundAsync();

        var metrics = await system.GetAsync("/sre/metrics");

        Assert.Equal(
            ("UNKNOWN", "earlier counts are not loaded yet"),
            (metrics.GetProperty("status").GetString(), metrics.GetProperty("reason").GetString()));
        var health = await system.GetAsync("/sre/health");
        Assert.Equal(
            ("unknown", "Not known: earlier counts are not loaded yet."),
            (health.GetProperty("impact").Text("state"), health.GetProperty("impact").Text("sentence")));
    }

    private static async Task<string?> StorageAsync(SreSystem system) =>
        (await system.GetAsync("/sre/slos")).GetProperty("storage").GetProperty("status").GetString();

    private Task<ReplicaServer> GatewayAsync() => new ReplicaServer(() => _gateway.ToString()).StartAsync();

    private static Task<SreSystem> StartAsync(string database, ReplicaServer replica, DateTimeOffset? start = null) =>
        new SreSystem(database, start).Watching("gateway", replica).StartAsync();
}
