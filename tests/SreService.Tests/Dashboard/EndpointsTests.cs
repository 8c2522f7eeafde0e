using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Dashboard;

/// <summary>The answers' shapes, and that they say so when nothing is known.</summary>
public sealed class EndpointsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));
    private readonly ReplicaText _users = new("users-service", "users-1", Noon.AddHours(-1));
    private ReplicaServer _gatewayServer = null!;
    private ReplicaServer _usersServer = null!;
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gatewayServer = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        _usersServer = await new ReplicaServer(() => _users.ToString()).StartAsync();
        _users.Set("health_check_status{check=\"database\"}", 1).Set("breaker_state{breaker=\"database\"}", 0)
            .Set("breaker_failure_ratio_threshold{breaker=\"database\"}", 0.5)
            .Set("breaker_open_duration_seconds{breaker=\"database\"}", 5)
            .Set("process_cpu_limit", 2).Set("process_cpu_time_seconds_total", 10)
            .Set("process_memory_usage_bytes", 90e6).Set("process_memory_limit_bytes", 100e6);
        _system = await new SreSystem(await postgres.CreateDatabaseAsync())
            .Watching("gateway", _gatewayServer).Watching("users-service", _usersServer).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _gatewayServer.DisposeAsync();
        await _usersServer.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_healthy_or_has_a_value_before_the_first_round()
    {
        var dashboard = await _system.GetAsync("/sre/dashboard");
        var health = await _system.GetAsync("/sre/health");

        Assert.All(dashboard.GetProperty("dashboard").GetProperty("slos").EnumerateObject(), slo =>
        {
            Assert.Equal("NO_DATA", slo.Value.GetProperty("status").GetString());
            Assert.NotNull(slo.Value.GetProperty("reason").GetString());
            Assert.Equal(JsonValueKind.Null, slo.Value.GetProperty("sli_value").ValueKind);
        });
        Assert.All(
            ["gateway", "users-service", "sre-service", "web-frontend", "database", "circuit_breakers"],
            component => Assert.Equal("UNKNOWN", Component(health, component)));
        Assert.Equal(JsonValueKind.Null, health.GetProperty("data_age_seconds").ValueKind);
    }

    [Fact]
    public async Task Dashboard_has_its_original_members()
    {
        await TrafficAsync(good: 97, bad: 3);

        var answer = await _system.GetAsync("/sre/dashboard");

        Assert.Equal(["dashboard", "system_health", "performance_metrics"], Members(answer));
        var dashboard = answer.GetProperty("dashboard");
        Assert.Superset(
            new HashSet<string> { "timestamp", "window", "slos", "alerts", "overall_status", "recommendations" },
            Members(dashboard).ToHashSet());
        var slos = dashboard.GetProperty("slos");
        Assert.Equal(["availability", "error_rate", "latency_p95", "freshness"], Members(slos));
        var success = slos.GetProperty("error_rate");
        Assert.Equal(
            ("FAIL", 99, 97, 300, -200, true),
            (success.GetProperty("status").GetString(), Number(success, "slo_target"), Number(success, "sli_value"),
                Number(success, "budget_consumed"), Number(success, "budget_remaining"),
                success.GetProperty("is_critical").GetBoolean()));
        Assert.Equal((97, 3, 100), (Number(success, "good"), Number(success, "bad"), Number(success, "total")));
        Assert.Equal("PASS", slos.GetProperty("latency_p95").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Objective_with_low_coverage_has_an_interval()
    {
        await TrafficAsync(good: 97, bad: 3);

        var slo = await _system.GetAsync("/sre/slos/success");

        Assert.True(slo.GetProperty("low_coverage").GetBoolean());
        Assert.Equal("2026-11-23T12:00:00.000000+00:00", slo.GetProperty("observed_since").GetString());
        Assert.InRange(slo.GetProperty("sli_interval").GetProperty("worst").GetDouble(), 0, 0.01);
        Assert.InRange(slo.GetProperty("sli_interval").GetProperty("best").GetDouble(), 99.99, 100);
    }

    [Fact]
    public async Task Killed_service_is_degraded_and_after_two_rounds_critical()
    {
        await _system.TickAsync();
        Assert.Equal("HEALTHY", await ComponentAsync("users-service"));

        await _usersServer.StopAsync();
        await _system.TickAsync();
        Assert.Equal("DEGRADED", await ComponentAsync("users-service"));

        await _system.TickAsync();
        Assert.Equal("CRITICAL", await ComponentAsync("users-service"));
        Assert.Equal("UNKNOWN", await ComponentAsync("database"));
        var alert = (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Single(alert => alert.GetProperty("rule").GetString() == "replica_down");
        Assert.Equal(("critical", "users-service"), (
            alert.GetProperty("severity").GetString(), alert.GetProperty("component").GetString()));
    }

    [Fact]
    public async Task Replay_says_whether_it_was_computed_before()
    {
        await _system.TickAsync();

        Assert.Equal(
            ["sre-service; fwd=miss", "sre-service; hit"], [await CacheStatusAsync(), await CacheStatusAsync()]);

        async Task<string> CacheStatusAsync()
        {
            using var client = _system.CreateClient();
            using var answer = await client.GetAsync("/sre/slos/success/replay?time_range=1h", Cancellation);
            return Assert.Single(answer.Headers.GetValues("Cache-Status"));
        }
    }

    [Fact]
    public async Task Nothing_is_healthy_when_the_last_round_is_too_old()
    {
        await _system.TickAsync();
        _system.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("UNKNOWN", await ComponentAsync("gateway"));
        Assert.Equal("UNKNOWN", (await _system.GetAsync("/sre/alerts")).GetProperty("status").GetString());
        Assert.Equal(30, Number(await _system.GetAsync("/sre/slos"), "data_age_seconds"));
    }

    [Theory]
    [InlineData(0, 0, "CRITICAL")]
    [InlineData(1, 2, "CRITICAL")]
    [InlineData(1, 1, "DEGRADED")]
    [InlineData(1, 0, "HEALTHY")]
    public async Task Users_database_is_as_its_clients_see_it(double check, double breaker, string status)
    {
        _users.Set("health_check_status{check=\"database\"}", check)
            .Set("breaker_state{breaker=\"database\"}", breaker);

        await _system.TickAsync();

        Assert.Equal(status, await ComponentAsync("database"));
    }

    [Fact]
    public async Task Open_breaker_is_reported_with_its_numbers()
    {
        _users.Set("breaker_state{breaker=\"database\"}", 2)
            .Set("breaker_calls_total{breaker=\"database\",result=\"failure\"}", 12)
            .Set("breaker_last_failure_timestamp_seconds{breaker=\"database\",reason=\"connection\"}",
                Noon.ToUnixTimeSeconds());
        await _system.TickAsync();

        var answer = await _system.GetAsync("/sre/circuit-breakers");

        var breaker = answer.GetProperty("circuit_breakers").GetProperty("database");
        Assert.Equal(
            ("OPEN", 12, 0.5, 5, "connection"),
            (breaker.GetProperty("state").GetString(), Number(breaker, "failure_count"), Number(breaker, "threshold"),
                Number(breaker, "timeout"), breaker.GetProperty("last_failure_reason").GetString()));
        Assert.Equal(
            ["database"], answer.GetProperty("open_circuits").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            ["database"], answer.GetProperty("critical_circuits").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(1, Number(answer.GetProperty("summary"), "total"));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(36, true)]
    public async Task Breaker_that_is_half_open_for_too_long_is_stuck(int seconds, bool stuck)
    {
        _users.Set("breaker_state{breaker=\"database\"}", 1)
            .Set("breaker_last_change_timestamp_seconds{breaker=\"database\"}",
                Noon.AddSeconds(5 - seconds).ToUnixTimeSeconds());
        await _system.TickAsync();

        var breaker =
            (await _system.GetAsync("/sre/circuit-breakers")).GetProperty("circuit_breakers").GetProperty("database");

        Assert.Equal(stuck, breaker.GetProperty("instances")[0].GetProperty("stuck").GetBoolean());
    }

    [Fact]
    public async Task Isolated_breaker_is_reported_with_its_author_and_in_the_timeline()
    {
        await _system.TickAsync();
        _users.Set("breaker_state{breaker=\"database\"}", 3).Set(
            "breaker_isolated_until_timestamp_seconds{breaker=\"database\",author=\"Ada\",reason=\"an exercise\"}",
            Noon.AddHours(1).ToUnixTimeSeconds());
        await _system.TickAsync(2);

        var breaker =
            (await _system.GetAsync("/sre/circuit-breakers")).GetProperty("circuit_breakers").GetProperty("database");
        var history = await _system.GetAsync(breaker.GetProperty("history").GetString()!);

        var instance = breaker.GetProperty("instances")[0];
        Assert.Equal(("ISOLATED", "Ada", "an exercise", Noon.AddHours(1)), (
            breaker.GetProperty("state").GetString(), instance.GetProperty("isolated_by").GetString(),
            instance.GetProperty("isolation_reason").GetString(),
                instance.GetProperty("isolated_until").GetDateTimeOffset()));
        var change = Assert.Single(history.GetProperty("happenings").EnumerateArray());
        Assert.EndsWith(
            "by Ada until 2026-11-23 13:00:00Z: an exercise", change.GetProperty("text").GetString(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breaker_of_an_unreachable_replica_is_unknown()
    {
        await _system.TickAsync();
        await _usersServer.StopAsync();
        await _system.TickAsync();

        var breaker =
            (await _system.GetAsync("/sre/circuit-breakers")).GetProperty("circuit_breakers").GetProperty("database");

        Assert.Equal("UNKNOWN", breaker.GetProperty("state").GetString());
        Assert.Equal("CLOSED", breaker.GetProperty("instances")[0].GetProperty("last_known_state").GetString());
    }

    [Fact]
    public async Task Metrics_have_what_was_measured_and_the_reason_for_the_rest()
    {
        _users.Set("users_registered_total", 3);
        await TrafficAsync(good: 90, bad: 10);

        var metrics = (await _system.GetAsync("/sre/metrics?time_range=5m")).GetProperty("metrics");

        var application = metrics.GetProperty("application");
        Assert.Equal(
            (100, 10, 10), (Number(application, "request_count"), Number(application, "error_count"), Number(
                application, "error_rate")));
        Assert.Equal(10, Number(application.GetProperty("errors_by_reason"), "server_error"));
        Assert.Equal(100, Number(application.GetProperty("throughput").GetProperty("/api/users"), "request_count"));
        var business = metrics.GetProperty("business");
        Assert.Equal(JsonValueKind.Null, business.GetProperty("mttr").ValueKind);
        Assert.Equal(
            "no incident of the range is over", business.GetProperty("unknown").GetProperty("mttr").GetString());
    }

    [Fact]
    public async Task Capacity_is_usage_as_a_share_of_the_limits()
    {
        await _system.TickAsync();
        _users.Set("process_cpu_time_seconds_total", 15);
        await _system.TickAsync();

        var capacity = await _system.GetAsync("/sre/capacity?growth=100&horizon=30");

        var users = capacity.GetProperty("capacity_analysis").GetProperty("services").GetProperty("users-service");
        var used = users.GetProperty("cpu_percent").GetDouble();
        Assert.InRange(used, 40, 60);
        Assert.Equal(used, Number(users.GetProperty("replicas")[0], "cpu_percent"));
        var metrics = (await _system.GetAsync("/sre/metrics?time_range=5m")).GetProperty("metrics");
        Assert.Equal(used, Number(metrics.GetProperty("infrastructure").GetProperty("users-service"), "cpu_percent"));
        Assert.Equal(90, Number(users, "memory_percent"));
        var prediction = capacity.GetProperty("predictions").GetProperty("services").GetProperty("users-service");
        Assert.InRange(prediction.GetProperty("cpu_percent").GetDouble(), 80, 120);
        Assert.Equal("low", capacity.GetProperty("predictions").GetProperty("confidence").GetString());
        Assert.Superset(
            new HashSet<string> { "scale_out", "add_memory", "restore_readings" },
            capacity.GetProperty("recommendations").GetProperty("recommendations").EnumerateArray()
                .Select(recommendation => recommendation.GetProperty("action").GetString()!).ToHashSet());
    }

    [Theory]
    [InlineData("/sre/metrics?time_range=2w", "time_range")]
    [InlineData("/sre/metrics?time_range=", "time_range")]
    [InlineData("/sre/metrics?replica=a%00b", "replica")]
    [InlineData("/sre/alerts/history?subject=a%00b", "subject")]
    [InlineData("/sre/capacity?growth=much", "growth")]
    [InlineData("/sre/capacity?growth=-101", "growth")]
    [InlineData("/sre/capacity?growth=NaN", "growth")]
    [InlineData("/sre/capacity?growth=1&growth=2", "growth")]
    [InlineData("/sre/capacity?horizon=0", "horizon")]
    [InlineData("/sre/slos/success/slices?from=yesterday", "from")]
    [InlineData("/sre/slos/success/slices?from=2026-01-01T00:00:00Z", "from")]
    [InlineData("/sre/slos/success/slices?until=99999-01-01", "until")]
    [InlineData("/sre/slos/success/slices?until=2026-11-23T12:00:00", "until")]
    [InlineData("/sre/timeline?from=11/12/2026", "from")]
    [InlineData("/sre/slos/success/ledger?until=1:00", "until")]
    [InlineData("/sre/alerts/history?until=%2B1", "until")]
    public async Task Invalid_parameter_is_named(string path, string parameter)
    {
        using var client = _system.CreateClient();

        using var response = await client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("Invalid query parameter", problem.RootElement.GetProperty("error").GetString());
        Assert.Equal([parameter], Members(problem.RootElement.GetProperty("details")));
    }

    [Theory]
    [InlineData("/sre/dashboard")]
    [InlineData("/sre/health")]
    [InlineData("/sre/metrics")]
    [InlineData("/sre/capacity")]
    [InlineData("/sre/circuit-breakers")]
    [InlineData("/sre/alerts")]
    [InlineData("/sre/incidents")]
    [InlineData("/sre/slos")]
    [InlineData("/sre/slos/success/slices")]
    [InlineData("/health")]
    public async Task Times_have_six_digits_and_the_offset_zero(string path)
    {
        using var client = _system.CreateClient();

        var answer = await client.GetStringAsync(path, Cancellation);

        var times = Regex.Matches(answer, "\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*\"").Select(time => time.Value);
        Assert.All(times, time => Assert.Matches(@"T[0-9:]{8}\.[0-9]{6}\+00:00""$", time));
    }

    [Theory]
    [InlineData("/sre/slos/nonsense")]
    [InlineData("/sre/slos/nonsense/slices")]
    [InlineData("/sre/nonsense")]
    public async Task Unknown_path_is_not_found(string path)
    {
        using var client = _system.CreateClient();

        using var response = await client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Arbitrary_parameters_never_cause_a_server_error()
    {
        using var client = _system.CreateClient();
        string[] paths = ["metrics?time_range", "capacity?growth", "capacity?horizon", "slos/success/slices?from",
            "slos/success/slices?until"];

        await Gen.Select(Gen.Int[0, paths.Length - 1], Gen.String[0, 20]).SampleAsync(
            async (path, value) =>
            {
                using var response =
                    await client.GetAsync($"/sre/{paths[path]}={Uri.EscapeDataString(Scalar(value))}", Cancellation);
                Assert.True((int)response.StatusCode < 500);
            },
            iter: 200, threads: 1);

        static string Scalar(string text) => new([.. text.Where(letter => !char.IsSurrogate(letter))]);
    }

    private async Task TrafficAsync(int good, int bad)
    {
        await _system.TickAsync();
        _gateway.Answered(good, 0.01).Answered(bad, 0.02, "bad", "server_error");
        await _system.TickAsync();
    }

    private async Task<string?> ComponentAsync(string name) => Component(await _system.GetAsync("/sre/health"), name);

    private static string? Component(JsonElement health, string name) =>
        health.GetProperty("components").GetProperty(name).GetProperty("status").GetString();

    private static double Number(JsonElement parent, string member) => parent.GetProperty(member).GetDouble();

    private static string[] Members(JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name)];
}
