using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Testing;
using UsersService.Reads;

namespace UsersService.Tests.Reads;

/// <summary>The database stops under a running service, and returns.</summary>
[Collection(typeof(NonParallelCollection))]
public sealed class OutageTests(MortalPostgres server) : IClassFixture<MortalPostgres>, IAsyncLifetime
{
    private string _database = "";
    private UsersApi _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(Cancellation);
        _api = new UsersApi(
            _database,
            ("Breakers:database:BreakDuration", "00:00:01"), ("Database:ReadTimeout", "00:00:00.300"),
            ("Database:WriteTimeout", "00:00:00.300"), ("Users:Remembered", "50"),
            ("Cache:FreshFor", "00:00:00"));
        await _api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Cached_reads_are_answered_as_stale_during_an_outage()
    {
        var user = await _api.CreateAsync();
        var list = await _api.SendAsync("GET", "/api/users");
        var one = await _api.SendAsync("GET", $"/api/users/{user.Id}");
        await server.StopAsync();

        var staleList = await _api.SendAsync("GET", "/api/users");
        var staleOne = await _api.SendAsync("GET", $"/api/users/{user.Id}");

        Assert.Null(list.Header("X-Data-Freshness"));
        Assert.Equal(
            (200, "stale", list.Body), (staleList.Status, staleList.Header("X-Data-Freshness"), staleList.Body));
        Assert.Equal(
            (200, "stale", one.Body, one.ETag),
            (staleOne.Status, staleOne.Header("X-Data-Freshness"), staleOne.Body, staleOne.ETag));
        Assert.InRange(int.Parse(staleList.Header("Age")!, CultureInfo.InvariantCulture), 0, 30);
    }

    [Fact]
    public async Task First_page_of_the_plain_list_is_answered_whatever_else_was_read()
    {
        string[] plain = ["/api/users", "/api/users?limit=20&count=capped"];
        await _api.CreateAsync();
        await Task.WhenAll(plain.Select(path => _api.SendAsync("GET", path)));
        for (var days = 1; days <= 80; days++)
        {
            await _api.SendAsync("GET", $"/api/users?created_before={DateTime.UnixEpoch.AddDays(20_000 + days):s}Z");
            await _api.SendAsync("GET", $"/api/users?created_after={DateTime.UnixEpoch.AddDays(days):s}Z");
        }

        await server.StopAsync();
        var answers = await Task.WhenAll(plain.Select(path => _api.SendAsync("GET", path)));

        Assert.All(answers, answer =>
            Assert.Equal((200, "stale"), (answer.Status, answer.Header("X-Data-Freshness"))));
    }

    [Fact]
    public async Task User_seen_in_a_list_is_readable_during_an_outage()
    {
        await using (var other = new UsersApi(_database))
        {
            await other.InitializeAsync();
            await other.CreateAsync();
        }

        var listed = (await _api.SendAsync("GET", "/api/users")).Json[0];
        await server.StopAsync();

        var user = await _api.SendAsync("GET", $"/api/users/{listed.GetProperty("id").GetInt64()}");

        Assert.Equal((200, "stale"), (user.Status, user.Header("X-Data-Freshness")));
    }

    [Fact]
    public async Task Stale_list_includes_changes_and_deletions_of_this_process()
    {
        var deleted = await _api.CreateAsync();
        var changed = await _api.CreateAsync();
        await _api.SendAsync("GET", "/api/users");
        await _api.SendAsync("PATCH", $"/api/users/{changed.Id}", """{"name":"Later"}""");
        await _api.SendAsync("DELETE", $"/api/users/{deleted.Id}");
        await server.StopAsync();

        var list = await _api.SendAsync("GET", "/api/users");

        Assert.Equal("Later", Assert.Single(list.Json.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(404, (await _api.SendAsync("GET", $"/api/users/{deleted.Id}")).Status);
    }

    [Fact]
    public async Task Uncached_reads_and_writes_are_a_503_with_retry_after()
    {
        await server.StopAsync();
        var user = """{"name":"Ada","email":"ada@example.com"}""";

        (Answer Answer, string Error)[] refused =
        [
            (await _api.SendAsync("GET", "/api/users"), "Failed to fetch users"),
            (await _api.SendAsync("GET", "/api/users/1"), "Service unavailable"),
            (await _api.SendAsync("POST", "/api/users", user), "Failed to create user"),
            (await _api.SendAsync("PUT", "/api/users/1", user), "Service unavailable"),
            (await _api.SendAsync("PATCH", "/api/users/1", "{}"), "Service unavailable"),
            (await _api.SendAsync("DELETE", "/api/users/1"), "Service unavailable"),
        ];

        Assert.All(refused, response =>
        {
            Assert.Equal((503, response.Error), (response.Answer.Status, response.Answer.Error));
            Assert.Equal("5", response.Answer.Header("Retry-After"));
            Assert.DoesNotContain("127.0.0.1", response.Answer.Body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Breaker_opens_and_closes_again_without_a_restart()
    {
        await _api.SendAsync("GET", "/api/users");
        await server.StopAsync();
        for (var call = 0; call < 6; call++)
        {
            await _api.SendAsync("GET", "/api/users");
        }

        var open = await BreakerAsync();
        await server.StartAgainAsync(Cancellation);
        var recovered = await _api.UntilAsync("/api/users", answer => answer.Header("X-Data-Freshness") is null);

        Assert.Equal(
            ("Open", "connection"),
            (open.GetProperty("state").GetString(), open.GetProperty("last_failure_reason").GetString()));
        Assert.Equal(200, recovered.Status);
        Assert.Equal("Closed", (await BreakerAsync()).GetProperty("state").GetString());
        Assert.Equal(201, (await _api.CreateAsync()).Status);
    }

    [Fact]
    public async Task Readiness_checks_the_database_without_moving_the_breaker()
    {
        // Counting active users queries the database too; afterwards nothing is due for 15 s.
        await Eventually.EqualAsync(
            true, async () => (await ManagementAsync("/metrics")).Contains("range=\"30d\"", StringComparison.Ordinal));
        var before = await BreakerAsync();
        await server.StopAsync();
        for (var call = 0; call < 10; call++)
        {
            await _api.SendAsync("GET", "/health/ready");
        }

        var breaker = await BreakerAsync();

        Assert.Equal("Closed", breaker.GetProperty("state").GetString());
        Assert.Equal(before.GetProperty("failures").GetInt32(), breaker.GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task Hanging_database_is_not_waited_for()
    {
        await _api.SendAsync("GET", "/api/users");
        var processes = await ServerProcessesAsync();
        await SignalAsync("STOP", processes);
        try
        {
            var started = Stopwatch.GetTimestamp();

            var list = await _api.SendAsync("GET", "/api/users");
            var created = await _api.CreateAsync();

            Assert.Equal((200, "stale", 503), (list.Status, list.Header("X-Data-Freshness"), created.Status));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.55), TimeSpan.FromSeconds(4.5));
        }
        finally
        {
            await SignalAsync("CONT", processes);
        }
    }

    [Fact]
    public async Task Reads_are_counted_by_freshness_except_synthetic_ones()
    {
        using var counts = new Counts(_api.Services);
        await _api.SendAsync("GET", "/api/users");
        await _api.SendAsync("GET", "/api/users", null, ("X-Traffic-Class", "probe"));
        await _api.SendAsync("GET", "/api/users", null, ("X-Traffic-Class", "anything else"));
        await _api.SendAsync("GET", "/api/users/7");
        await server.StopAsync();
        await _api.SendAsync("GET", "/api/users?limit=3");
        await _api.SendAsync("GET", "/api/users?limit=4", null, ("X-Traffic-Class", "probe"));

        Assert.Equal(
            ["users.reads freshness=fresh: 3", "users.reads freshness=unavailable: 1"], counts.Of("users.reads"));
    }

    [Fact]
    public void Read_from_a_young_page_counts_as_fresh_and_from_an_old_one_as_stale()
    {
        using var counts = new Counts(_api.Services);
        var meter = _api.Services.GetRequiredService<FreshnessMeter>();

        meter.Answer(new DefaultHttpContext(), new Read<int>(0, FreshnessMeter.FreshFor - TimeSpan.FromTicks(1)));
        meter.Answer(new DefaultHttpContext(), new Read<int>(0, FreshnessMeter.FreshFor));

        Assert.Equal(["users.reads freshness=fresh: 1", "users.reads freshness=stale: 1"], counts.Of("users.reads"));
    }

    [Fact]
    public async Task Sign_ups_are_counted_except_synthetic_ones()
    {
        using var counts = new Counts(_api.Services);
        await _api.CreateAsync(email: "a@example.com");
        await _api.CreateAsync(email: "a@example.com");
        await _api.SendAsync(
            "POST", "/api/users", """{"name":"B","email":"b@example.com"}""", ("X-Traffic-Class", "load-test"));

        Assert.Equal(["users.registered: 1"], counts.Of("users.registered"));
    }

    [Fact]
    public async Task Counters_are_on_the_management_port()
    {
        await _api.CreateAsync();
        await _api.SendAsync("GET", "/api/users");

        var metrics = await ManagementAsync("/metrics");

        Assert.Matches("(?m)^users_reads_total\\{.*freshness=\"fresh\"\\} \\d+", metrics);
        Assert.Matches("(?m)^users_registered_total\\{.*\\} \\d+", metrics);
        Assert.Matches("(?m)^breaker_state\\{.*breaker=\"database\"\\} 0", metrics);
    }

    private async Task<string[]> ServerProcessesAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        var processes = await connection.QueryAsync<string>(
            "select pid::text from pg_stat_activity "
            + "union all select split_part(pg_read_file('postmaster.pid'), chr(10), 1)");
        return [.. processes];
    }

    private static async Task SignalAsync(string signal, string[] processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private async Task<JsonElement> BreakerAsync() => JsonElement.Parse(await ManagementAsync("/internal/breakers"))[0];

    private async Task<string> ManagementAsync(string path) =>
        await _api.Client.GetStringAsync(new Uri($"http://localhost:{_api.ManagementPort}{path}"), Cancellation);
}
