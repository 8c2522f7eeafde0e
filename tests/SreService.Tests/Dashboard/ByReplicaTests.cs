using System.Net;
using System.Text.Json;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Dashboard;

/// <summary><c>/sre/metrics</c> of one service, one route, one replica: the same counts, from another side.</summary>
public sealed class ByReplicaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _first = new("users-service", "users-1", Noon.AddHours(-1));
    private ReplicaText _second = new("users-service", "users-2", Noon.AddHours(-1));
    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));
    private readonly List<ReplicaServer> _servers = [];
    private string _database = "";
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        Func<string>[] texts = [() => $"{_first}", () => $"{_second}", () => $"{_gateway}"];
        foreach (var text in texts)
        {
            _servers.Add(await new ReplicaServer(text).StartAsync());
        }

        _system = await StartAsync(_database);
        // Counts before the first scrape belong to no replica.
        _first.Answered(1000, 0.01);
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Service_is_the_sum_of_its_replicas()
    {
        _gateway.Answered(100, 0.2);
        _first.Answered(60, 0.01).Answered(4, 3, "bad", "server_error");
        _second.Answered(30, 0.02);
        await _system.TickAsync();

        var application = await ApplicationAsync("service=users-service");

        Assert.Equal((94, 4), Requests(application));
        Assert.Equal([("users-1", (64, 4)), ("users-2", (30, 0))], Percentages(application));
    }

    [Fact]
    public async Task Replica_has_its_own_percentiles()
    {
        _first.Answered(100, 0.01);
        _second.Answered(100, 2);
        await _system.TickAsync();

        var slow = await ApplicationAsync("replica=users-2");
        var both = await ApplicationAsync("service=users-service");

        Assert.Equal((100, 0), Requests(slow));
        Assert.InRange(slow.GetProperty("p50").GetDouble(), 1000, 2000);
        Assert.InRange(both.GetProperty("p50").GetDouble(), 5, 10);
        Assert.InRange(both.GetProperty("p95").GetDouble(), 1000, 2000);
    }

    [Fact]
    public async Task Route_selects_its_requests_only()
    {
        _first.Answered(7, 0.01).Answered(5, 0.01, route: "/api/users/{id}").Answered(2, 0.01, route: "");
        await _system.TickAsync();

        Assert.Equal((5, 0), Requests(await ApplicationAsync("service=users-service&route=/api/users/{id}")));
        Assert.Equal((2, 0), Requests(await ApplicationAsync("replica=users-1&route=unmatched")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("service=users-service&route=/other")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("route=/api/users/{id}")));
    }

    [Fact]
    public async Task Counts_before_the_range_are_left_out()
    {
        _first.Answered(10, 0.01);
        await _system.TickAsync();
        await MinutesAsync(20);
        _first.Answered(3, 0.01);
        await _system.TickAsync();

        Assert.Equal([("users-1", (3, 0)), ("users-2", (0, 0))], Percentages(
            await ApplicationAsync("service=users-service&time_range=15m")));
        Assert.Equal([("users-1", (13, 0)), ("users-2", (0, 0))], Percentages(
            await ApplicationAsync("service=users-service&time_range=1h")));
    }

    [Fact]
    public async Task Restarts_of_a_replica_and_of_sre_service_lose_no_counts()
    {
        _second.Answered(5, 0.01);
        await _system.TickAsync();
        _second = new ReplicaText("users-service", "users-2", _system.Clock.GetUtcNow()).Answered(2, 0.01);
        await _system.TickAsync();
        await _system.DisposeAsync();
        _second.Answered(4, 0.01);
        var now = _system.Clock.GetUtcNow();
        _system = await StartAsync(_database, now);
        await _system.TickAsync();

        var application = await ApplicationAsync("service=users-service&time_range=15m");

        Assert.Equal((11, 0), Requests(application));
        Assert.Equal([("users-1", (0, 0)), ("users-2", (11, 0))], Percentages(application));
    }

    [Fact]
    public async Task Replica_that_starts_within_a_minute_is_counted_from_its_start()
    {
        _second = new ReplicaText("users-service", "users-2", _system.Clock.GetUtcNow()).Answered(3, 0.01);
        await _system.TickAsync();
        await MinutesAsync(4);
        _second.Answered(2, 0.01);
        await _system.TickAsync();

        // The range begins with the minute of its start.
        var application = await ApplicationAsync("service=users-service&time_range=5m");

        Assert.Equal([("users-1", (0, 0)), ("users-2", (5, 0))], Percentages(application));
    }

    [Fact]
    public async Task Shares_do_not_begin_before_the_first_scrape()
    {
        _first.Answered(3, 0.01);
        await _system.TickAsync();

        var share = (await ApplicationAsync("replica=users-1&time_range=24h")).GetProperty("by_replica")[0];

        Assert.Equal("2026-11-23T12:00:05.000000+00:00", share.GetProperty("since").GetString());
    }

    [Fact]
    public async Task Replica_that_ended_before_the_range_has_no_share()
    {
        _second.Answered(5, 0.01);
        await _system.TickAsync();
        await _servers[1].StopAsync();
        await MinutesAsync(10);

        Assert.Equal([("users-1", (0, 0))], Percentages(await ApplicationAsync("service=users-service&time_range=5m")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("replica=users-2&time_range=5m")));
        Assert.Equal((5, 0), Requests(await ApplicationAsync("replica=users-2&time_range=15m")));
    }

    [Fact]
    public async Task Business_metrics_are_not_split_by_replica()
    {
        var answer = await _system.GetAsync("/sre/metrics?service=gateway");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("metrics").GetProperty("business").ValueKind);
        Assert.Equal(
            ["gateway"],
            answer.GetProperty("metrics").GetProperty("infrastructure").EnumerateObject().Select(
                service => service.Name));
    }

    [Fact]
    public async Task Long_ranges_have_no_shares_and_name_the_reason()
    {
        var answer = await _system.GetAsync("/sre/metrics?service=users-service&time_range=7d");

        Assert.Equal("counts by replica are kept for 24h", answer.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, Application(answer).GetProperty("by_replica").ValueKind);
    }

    [Theory]
    [InlineData("replica=nobody", HttpStatusCode.NotFound)]
    [InlineData("service=gateway&replica=users-1", HttpStatusCode.NotFound)]
    [InlineData("service=nothing", HttpStatusCode.BadRequest)]
    [InlineData("replica=users-1&time_range=7d", HttpStatusCode.BadRequest)]
    public async Task Unknown_service_or_replica_is_rejected(string question, HttpStatusCode status)
    {
        using var client = _system.CreateClient();

        using var answer = await client.GetAsync($"/sre/metrics?{question}", Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Unavailable_database_is_named_as_the_reason()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var system = await StartAsync(server.ConnectionString("postgres"));
        await system.TickAsync();
        await server.StopAsync();

        var answer = await system.GetAsync("/sre/metrics?service=users-service");

        Assert.StartsWith("the database of sre-service does not answer", answer.GetProperty("reason").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Application(answer).GetProperty("by_replica").ValueKind);
    }

    private Task<SreSystem> StartAsync(string database, DateTimeOffset? now = null) =>
        new SreSystem(database, now)
            .Watching("users-service", _servers[0]).Watching("users-service", _servers[1])
            .Watching("gateway", _servers[2])
            .StartAsync();

    private async Task MinutesAsync(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _system.Clock.Advance(TimeSpan.FromSeconds(55));
            await _system.TickAsync();
        }
    }

    private async Task<JsonElement> ApplicationAsync(string question) =>
        Application(await _system.GetAsync($"/sre/metrics?{question}"));

    private static JsonElement Application(JsonElement answer) =>
        answer.GetProperty("metrics").GetProperty("application");

    private static (int All, int Bad) Requests(JsonElement report) =>
        (report.GetProperty("request_count").GetInt32(), report.GetProperty("error_count").GetInt32());

    private static IEnumerable<(string, (int, int))> Percentages(JsonElement application) =>
        application.GetProperty("by_replica").EnumerateArray().Select(
            share => (share.GetProperty("replica").GetString()!, Requests(share.GetProperty("requests"))));
}
