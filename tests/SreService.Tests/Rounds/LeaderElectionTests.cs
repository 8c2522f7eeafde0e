using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SreService.Leadership;
using SreService.Tests.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Rounds;

/// <summary>Several replicas of the service on one database: one evaluates, and nothing is lost between them.</summary>
public sealed class LeaderElectionTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follower_reports_what_the_leader_found_and_names_it()
    {
        await using var replica = await GatewayAsync();
        var (first, second) =
            await PairAsync(await postgres.CreateDatabaseAsync(), replica, new FakeTimeProvider(Noon));
        await using var leader = first;
        await using var follower = second;
        await first.TickAsync();

        _gateway.Answered(97, 0.01).Answered(8, 3, "bad", "timeout");
        await first.TickAsync();
        await SreSystem.UntilAsync(() => first.StorageAvailable);
        await second.UntilPassingTimeAsync(async () => await second.CountsAsync("success") == (97, 8));

        foreach (var path in (string[])["/sre/alerts", "/sre/health", "/sre/slos", "/sre/metrics",
            "/sre/circuit-breakers"])
        {
            Assert.Equal(Facts(await first.GetAsync(path)), Facts(await second.GetAsync(path)));
        }

        var whose = (await second.GetAsync("/sre/slos")).GetProperty("evaluator");
        Assert.Equal(
            ("sre-1", "sre-2", "following"),
            (whose.GetProperty("instance").GetString(), whose.GetProperty("answered_by").GetString(),
                whose.GetProperty("role").GetString()));
        Assert.NotEmpty((await second.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray());
    }

    [Fact]
    public async Task Follower_scrapes_no_replica_and_reports_the_age_of_its_data()
    {
        await using var replica = await GatewayAsync();
        var clock = new FakeTimeProvider(Noon);
        var (first, second) = await PairAsync(await postgres.CreateDatabaseAsync(), replica, clock);
        await using var leader = first;
        await using var follower = second;
        await first.TickAsync();
        await second.UntilPassingTimeAsync(async () => await AgeAsync(second) is not null);

        replica.Answer = _ => throw new InvalidOperationException("A follower must not scrape.");
        clock.SetUtcNow(Noon.AddSeconds(120));
        await second.RoundAsync();

        Assert.Equal(120, await AgeAsync(second));
        Assert.Equal(
            "UNKNOWN",
            (await second.GetAsync("/sre/health")).GetProperty("components").GetProperty("gateway")
                .GetProperty("status").GetString());
    }

    [Fact]
    public async Task Follower_accepts_the_final_scrape_of_a_busy_replica()
    {
        await using var replica = await GatewayAsync();
        _gateway.Answered(5_000_000, 0.01);
        var (first, second) =
            await PairAsync(await postgres.CreateDatabaseAsync(), replica, new FakeTimeProvider(Noon));
        await using var leader = first;
        await using var follower = second;
        await first.TickAsync();
        await second.UntilPassingTimeAsync(async () =>
            (await second.ReplicasAsync("gateway"))[0].Text("instance") == "gateway-1");

        Assert.Equal(204, await EndAsync(_gateway));
        Assert.Equal(400, await EndAsync(_gateway.Answered(200_000_000, 0.01)));

        async Task<int> EndAsync(ReplicaText text) => (await second.PostAsync(
            "/internal/last-readings", Encoding.UTF8.GetBytes(text.ToString()), "text/plain; version=0.0.4")).Status;
    }

    [Fact]
    public async Task Follower_continues_exactly_where_the_leader_stopped()
    {
        await using var replica = await GatewayAsync();
        var (first, second) =
            await PairAsync(await postgres.CreateDatabaseAsync(), replica, new FakeTimeProvider(Noon));
        await using var follower = second;
        await first.TickAsync();
        _gateway.Answered(10, 0.01);
        await first.TickAsync();

        await first.DisposeAsync();
        _gateway.Answered(5, 0.01);
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync();

        Assert.Equal((15, 0), await second.CountsAsync("success"));
    }

    [Fact]
    public async Task Replaced_leader_writes_nothing_and_counts_nothing_twice()
    {
        await using var replica = await GatewayAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database, replica, "sre-1", new FakeTimeProvider(Noon));
        await using var second = await StartAsync(database, replica, "sre-2", new FakeTimeProvider(Noon.AddMinutes(1)));
        await first.TickAsync();
        _gateway.Answered(10, 0.01);
        await first.TickAsync();

        await EndLockAsync(database);
        await second.UntilAsync(LeadershipRole.Leader);
        _gateway.Answered(5, 0.01);
        await first.RoundAsync();
        await first.UntilAsync(LeadershipRole.Follower);
        await second.TickAsync();
        _gateway.Answered(2, 0.01);
        await second.TickAsync();

        Assert.Equal((17, 0), await second.CountsAsync("success"));
        await first.UntilPassingTimeAsync(async () => await first.CountsAsync("success") == (17, 0));
        Assert.Equal(17L, await SumAsync(database));
    }

    [Fact]
    public async Task Unavailable_database_leaves_roles_and_counts_unchanged()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var replica = await GatewayAsync();
        var database = server.ConnectionString("postgres");
        var (first, second) = await PairAsync(database, replica, new FakeTimeProvider(Noon));
        await using var leader = first;
        await using var follower = second;
        await first.TickAsync();

        await server.KillAsync();
        await first.UntilAsync(LeadershipRole.Detached);
        _gateway.Answered(10, 0.01);
        await first.RoundAsync();
        Assert.Equal((10, 0), await first.CountsAsync("success"));
        Assert.Equal(LeadershipRole.Follower, second.Role);

        await server.StartAgainAsync(Cancellation);
        await first.UntilAsync(LeadershipRole.Leader);
        await first.TickUntilWrittenAsync();

        Assert.Equal((10, 0), await first.CountsAsync("success"));
        await second.UntilPassingTimeAsync(async () => await second.CountsAsync("success") == (10, 0));
        Assert.Equal(10L, await SumAsync(database));
        Assert.Equal(LeadershipRole.Follower, second.Role);
    }

    [Fact]
    public async Task Follower_without_the_database_knows_nothing_and_is_not_ready()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var replica = await GatewayAsync();
        var (first, second) =
            await PairAsync(server.ConnectionString("postgres"), replica, new FakeTimeProvider(Noon));
        await using var leader = first;
        await using var follower = second;
        await first.TickAsync();
        _gateway.Answered(1, 0.01);
        await first.TickAsync();
        await second.UntilPassingTimeAsync(async () => await second.CountsAsync("success") == (1, 0));
        Assert.Equal(200, await StatusAsync(second, "/health/ready"));

        await server.KillAsync();
        _gateway.Answered(10, 0.01).Answered(10, 3, "bad", "timeout");
        await first.RoundAsync();
        await SreSystem.UntilAsync(() => !second.StorageAvailable);

        Assert.Equal("CRITICAL", Overall(await first.GetAsync("/sre/health")));
        var health = await second.GetAsync("/sre/health");
        Assert.Equal("UNKNOWN", Overall(health));
        Assert.Equal("unknown", health.GetProperty("impact").GetProperty("state").GetString());
        Assert.Equal("UNKNOWN", Overall((await second.GetAsync("/sre/dashboard")).GetProperty("dashboard")));
        foreach (var path in (string[])["/sre/alerts", "/sre/metrics"])
        {
            Assert.Equal("UNKNOWN", (await second.GetAsync(path)).GetProperty("status").GetString());
        }

        Assert.Equal(
            "unknown", (await second.GetAsync("/sre/slos/success")).GetProperty("status").GetString());
        Assert.Equal(503, await StatusAsync(second, "/health/ready"));
        Assert.Equal(200, await StatusAsync(first, "/health/ready"));
    }

    [Fact]
    public async Task Follower_is_not_ready_until_it_has_read_a_round()
    {
        await using var replica = await GatewayAsync();
        var (first, second) =
            await PairAsync(await postgres.CreateDatabaseAsync(), replica, new FakeTimeProvider(Noon));
        await using var leader = first;
        await using var follower = second;

        Assert.Equal(
            (200, 503), (await StatusAsync(first, "/health/ready"), await StatusAsync(second, "/health/ready")));

        await first.TickAsync();
        await second.UntilPassingTimeAsync(async () => await AgeAsync(second) is not null);

        Assert.Equal(200, await StatusAsync(second, "/health/ready"));
    }

    [Fact]
    public async Task Replica_that_does_not_reach_its_database_is_ready_after_30_s_with_rounds_of_its_own()
    {
        await using var replica = await GatewayAsync();
        var missing = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Database = "missing" };
        await using var system = new SreSystem(missing.ConnectionString).Watching("gateway", replica);

        await system.RoundAsync();
        Assert.Equal(503, await StatusAsync(system, "/health/ready"));

        system.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(LeadershipRole.Undecided, system.Role);
        Assert.Equal(200, await StatusAsync(system, "/health/ready"));
    }

    [Fact]
    public async Task Follower_that_starts_later_reports_the_last_minutes_as_the_leader_does()
    {
        await using var replica = await GatewayAsync();
        var database = await postgres.CreateDatabaseAsync();
        var clock = new FakeTimeProvider(Noon);
        await using var first = await StartAsync(database, replica, "sre-1", clock);
        await first.TickAsync();
        for (var round = 1; round <= 72; round++)
        {
            _gateway.Answered(round, 0.01);
            await first.TickAsync();
        }

        await using var second = await StartAsync(database, replica, "sre-2", clock);
        await second.UntilPassingTimeAsync(async () => await AgeAsync(second) is not null);

        clock.SetUtcNow(Noon.AddSeconds(370));
        Assert.Equal(
            Facts(await first.GetAsync("/sre/metrics")), Facts(await second.GetAsync("/sre/metrics")));
        Assert.Equal(
            Enumerable.Range(14, 59).Sum(),
            (await second.GetAsync("/sre/metrics")).GetProperty("metrics").GetProperty("application")
                .GetProperty("request_count").GetInt32());
    }

    [Fact]
    public async Task Alert_keeps_its_start_when_the_leader_changes()
    {
        await using var replica = await GatewayAsync();
        var (first, second) =
            await PairAsync(await postgres.CreateDatabaseAsync(), replica, new FakeTimeProvider(Noon));
        await using var follower = second;
        await first.TickAsync();
        _gateway.Answered(10, 0.01, "bad", "timeout");
        await first.TickAsync();
        var since = await AlertSinceAsync(first);

        await first.DisposeAsync();
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync(3);

        Assert.Equal(since, await AlertSinceAsync(second));
    }

    [Fact]
    public async Task Next_leader_may_have_other_targets()
    {
        var users = new ReplicaText("users-service", "users-1", Noon.AddHours(-1));
        await using var replica = await GatewayAsync();
        await using var other = await new ReplicaServer(() => users.ToString()).StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var clock = new FakeTimeProvider(Noon);
        var first = await StartAsync(database, replica, "sre-1", clock);
        await using var second = await new SreSystem(database, clock: clock)
            .Watching("users-service", other).Watching("gateway", replica).With("Service:InstanceId", "sre-2")
            .StartAsync();
        await first.TickAsync();
        _gateway.Answered(10, 0.01);
        await first.TickAsync();

        await first.DisposeAsync();
        _gateway.Answered(5, 0.01);
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync();

        Assert.Equal((15, 0), await second.CountsAsync("success"));
        var components = (await second.GetAsync("/sre/health")).GetProperty("components");
        Assert.All(
            (string[])["gateway", "users-service"],
            service => Assert.Equal("HEALTHY", components.GetProperty(service).GetProperty("status").GetString()));
    }

    private static async Task<string?> AlertSinceAsync(SreSystem system) =>
        (await system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Single(alert => alert.GetProperty("rule").GetString() == "bad_requests")
            .GetProperty("since").GetString();

    private static string? Overall(JsonElement report) => report.GetProperty("overall_status").GetString();

    private static async Task<int> StatusAsync(SreSystem system, string path)
    {
        using var client = system.CreateClient();
        return (int)(await client.GetAsync(path, Cancellation)).StatusCode;
    }

    private static async Task<double?> AgeAsync(SreSystem system) =>
        (await system.GetAsync("/sre/slos")).GetProperty("data_age_seconds") is { ValueKind: JsonValueKind.Number } age
            ? age.GetDouble()
            : null;

    /// <returns>An answer without what tells when and by whom it was given.</returns>
    private static string Facts(JsonElement answer) => string.Join('\n', answer.EnumerateObject()
        .Where(member => member.Name is not ("timestamp" or "evaluator" or "storage" or "from" or "until"))
        .Select(member => $"{member.Name}: {member.Value.GetRawText()}"));

    private Task<ReplicaServer> GatewayAsync() => new ReplicaServer(() => _gateway.ToString()).StartAsync();

    /// <returns>A leader and a follower.</returns>
    private static async Task<(SreSystem First, SreSystem Second)> PairAsync(
        string database, ReplicaServer replica, FakeTimeProvider clock) =>
        (await StartAsync(database, replica, "sre-1", clock), await StartAsync(database, replica, "sre-2", clock));

    private static Task<SreSystem> StartAsync(
        string database, ReplicaServer replica, string instance, FakeTimeProvider clock) =>
        new SreSystem(database, clock: clock).Watching("gateway", replica).With("Service:InstanceId", instance)
            .StartAsync();

    /// <summary>As the server does with a session from which it hears nothing.</summary>
    private static async Task EndLockAsync(string database) => Assert.Equal(true, await ExecuteAsync(
        database,
        """
        select bool_and(pg_terminate_backend(pid, 10000)) from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        """));

    private static Task<object?> SumAsync(string database) => ExecuteAsync(
        database, "select sum(good + bad)::bigint from slices where objective like 'success@%'");

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
