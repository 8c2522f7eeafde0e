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
        // What was counted before the first reading is nobody's.
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
    public async Task A_service_is_the_sum_of_its_replicas()
    {
        _gateway.Answered(100, 0.2);
        _first.Answered(60, 0.01).Answered(4, 3, "bad", "server_error");
        _second.Answered(30, 0.02);
        await _system.TickAsync();

        var application = await ApplicationAsync("service=users-service");

        Assert.Equal((94, 4), Requests(application));
        Assert.Equal([("users-1", (64, 4)), ("users-2", (30, 0))], Shares(application));
    }

    [Fact]
    public async Task A_replica_has_percentiles_of_its_own()
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
    public async Task A_route_is_one_of_those_that_were_asked_for()
    {
        _first.Answered(7, 0.01).Answered(5, 0.01, route: "/api/users/{id}").Answered(2, 0.01, route: "");
        await _system.TickAsync();

        Assert.Equal((5, 0), Requests(await ApplicationAsync("service=users-service&route=/api/users/{id}")));
        Assert.Equal((2, 0), Requests(await ApplicationAsync("replica=users-1&route=unmatched")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("service=users-service&route=/other")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("route=/api/users/{id}")));
    }

    [Fact]
    public async Task What_lies_before_the_range_is_left_out()
    {
        _first.Answered(10, 0.01);
        await _system.TickAsync();
        await MinutesAsync(20);
        _first.Answered(3, 0.01);
        await _system.TickAsync();

        Assert.Equal([("users-1", (3, 0)), ("users-2", (0, 0))], Shares(await ApplicationAsync("service=users-service&time_range=15m")));
        Assert.Equal([("users-1", (13, 0)), ("users-2", (0, 0))], Shares(await ApplicationAsync("service=users-service&time_range=1h")));
    }

    [Fact]
    public async Task Restarts_of_a_replica_and_of_this_service_lose_nothing()
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
        Assert.Equal([("users-1", (0, 0)), ("users-2", (11, 0))], Shares(application));
    }

    [Fact]
    public async Task A_replica_that_starts_within_a_minute_is_counted_from_its_start()
    {
        _second = new ReplicaText("users-service", "users-2", _system.Clock.GetUtcNow()).Answered(3, 0.01);
        await _system.TickAsync();
        await MinutesAsync(4);
        _second.Answered(2, 0.01);
        await _system.TickAsync();

        // The range begins with the minute of its start.
        var application = await ApplicationAsync("service=users-service&time_range=5m");

        Assert.Equal([("users-1", (0, 0)), ("users-2", (5, 0))], Shares(application));
    }

    [Fact]
    public async Task Shares_are_not_from_before_observing_began()
    {
        _first.Answered(3, 0.01);
        await _system.TickAsync();

        var share = (await ApplicationAsync("replica=users-1&time_range=24h")).GetProperty("by_replica")[0];

        Assert.Equal("2026-11-23T12:00:05+00:00", share.GetProperty("since").GetString());
    }

    [Fact]
    public async Task Who_ended_before_the_range_has_no_part_in_it()
    {
        _second.Answered(5, 0.01);
        await _system.TickAsync();
        await _servers[1].StopAsync();
        await MinutesAsync(10);

        Assert.Equal([("users-1", (0, 0))], Shares(await ApplicationAsync("service=users-service&time_range=5m")));
        Assert.Equal((0, 0), Requests(await ApplicationAsync("replica=users-2&time_range=5m")));
        Assert.Equal((5, 0), Requests(await ApplicationAsync("replica=users-2&time_range=15m")));
    }

    [Fact]
    public async Task Business_is_not_divided()
    {
        var answer = await _system.GetAsync("/sre/metrics?service=gateway");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("metrics").GetProperty("business").ValueKind);
        Assert.Equal(
            ["gateway"],
            answer.GetProperty("metrics").GetProperty("infrastructure").EnumerateObject().Select(service => service.Name));
    }

    [Fact]
    public async Task Longer_ranges_know_no_replicas_and_say_so()
    {
        var answer = await _system.GetAsync("/sre/metrics?service=users-service&time_range=7d");

        Assert.Equal("counts by replica are kept for a day", answer.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, Application(answer).GetProperty("by_replica").ValueKind);
    }

    [Theory]
    [InlineData("replica=nobody", HttpStatusCode.NotFound)]
    [InlineData("service=gateway&replica=users-1", HttpStatusCode.NotFound)]
    [InlineData("service=nothing", HttpStatusCode.BadRequest)]
    [InlineData("replica=users-1&time_range=7d", HttpStatusCode.BadRequest)]
    public async Task What_there_is_not_is_refused(string question, HttpStatusCode status)
    {
        using var client = _system.CreateClient();

        using var answer = await client.GetAsync($"/sre/metrics?{question}", Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_to_be()
    {
        await using var server = await PrivatePostgres.StartAsync(Cancellation);
        await using var system = await StartAsync(server.ConnectionString("postgres"));
        await system.TickAsync();
        await server.StopAsync();

        var answer = await system.GetAsync("/sre/metrics?service=users-service");

        Assert.StartsWith("the database of sre-service does not answer", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Application(answer).GetProperty("by_replica").ValueKind);
    }

    private Task<SreSystem> StartAsync(string database, DateTimeOffset? now = null) =>
        new SreSystem(database, now)
            .Watching("users-service", _servers[0]).Watching("users-service", _servers[1]).Watching("gateway", _servers[2])
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

    private static IEnumerable<(string, (int, int))> Shares(JsonElement application) =>
        application.GetProperty("by_replica").EnumerateArray().Select(
            share => (share.GetProperty("replica").GetString()!, Requests(share.GetProperty("requests"))));
}
