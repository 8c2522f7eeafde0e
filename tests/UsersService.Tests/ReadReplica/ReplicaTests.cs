using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Testing;
using UsersService.ReadReplica;
using UsersService.Tests.Reads;

namespace UsersService.Tests.ReadReplica;

/// <summary>A primary and its streaming replica, which each test may stop.</summary>
public sealed class ReplicaTests(ReplicatedPostgres servers) : IClassFixture<ReplicatedPostgres>, IAsyncLifetime
{
    private static readonly (string Name, string Value) Stranger = ("X-Forwarded-For", "192.0.2.7");

    private PrivatePostgres _primary = null!;
    private PrivatePostgres _replica = null!;
    private UsersApi _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_primary, _replica) = await servers.StartedAsync(Cancellation);
        var database = await TestRoles.CreateDatabaseAsync(_primary.ConnectionString("postgres"), Cancellation);
        _api = NewApi(database);
        await _api.InitializeAsync();
        await UntilReplicaIsUsedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task Lists_come_from_the_replica_and_users_from_the_primary()
    {
        await _replica.PauseReplayAsync();
        var id = (await _api.CreateAsync()).Id;

        var list = await ListAsync(Stranger);
        var stats = await _api.SendAsync("GET", "/api/users/stats", null, Stranger);
        var user = await _api.SendAsync("GET", $"/api/users/{id}", null, Stranger);

        Assert.Equal((200, "[]", null), (list.Status, list.Body, list.Header("X-Data-Freshness")));
        Assert.Equal(0, stats.Json.GetProperty("active").GetInt32());
        Assert.Equal(200, user.Status);
    }

    [Fact]
    public async Task Client_sees_its_own_write_by_address_cookie_and_header()
    {
        await _replica.PauseReplayAsync();
        var created = await _api.CreateAsync();
        var position = created.Header("X-Last-Write")!;

        Assert.Equal(1, Count(await ListAsync()));
        Assert.Equal(1, Count(await ListAsync(Stranger, ("X-Last-Write", position))));
        Assert.Equal(1, Count(await ListAsync(Stranger, ("Cookie", $"last_write={Uri.EscapeDataString(position)}"))));
        Assert.Equal(0, Count(await ListAsync(Stranger)));
        Assert.Contains(
            "max-age=60; path=/; samesite=strict; httponly", created.Header(
                "Set-Cookie"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Cookie_is_secure_behind_tls(string scheme, bool isSecure)
    {
        var user = await _api.CreateAsync();

        var answer = await _api.SendAsync(
            "PATCH", $"/api/users/{user.Id}", """{"name":"Grace"}""", ("X-Forwarded-Proto", scheme));

        Assert.Equal(
            isSecure, answer.Header("Set-Cookie")!.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Invalid_last_write_reads_the_primary_and_an_old_one_the_replica()
    {
        await _replica.PauseReplayAsync();
        await _api.CreateAsync();

        Assert.Equal(1, Count(await ListAsync(Stranger, ("X-Last-Write", "../etc"))));
        Assert.Equal(1, Count(await ListAsync(Stranger, ("Cookie", "last_write=%00%FF"))));
        Assert.Equal(0, Count(await ListAsync(Stranger, ("X-Last-Write", "0/0"))));
    }

    [Fact]
    public async Task Walk_does_not_continue_on_a_replica_behind_its_start()
    {
        await CreateAsync(3);
        await UntilReplicaHasAsync(3);
        await _replica.PauseReplayAsync();
        await CreateAsync(1);
        var first = await _api.SendAsync("GET", "/api/users?limit=2");
        var next = first.Header("Link")!.Split(", ").Single(
            link => link.Contains("rel=\"next\"", StringComparison.Ordinal));

        var second = await _api.SendAsync("GET", next.Split('<', '>')[1], null, Stranger);

        Assert.Equal([2L, 1L], second.Json.EnumerateArray().Select(user => user.GetProperty("id").GetInt64()));
        Assert.Equal(3, Count(await ListAsync(Stranger)));
    }

    [Fact]
    public async Task Replica_that_lags_too_far_is_not_used_until_it_has_caught_up()
    {
        await RestartAsync(("Database:MaxReplicaLag", "00:00:01"));
        await _replica.PauseReplayAsync();
        await CreateAsync(1);

        await Eventually.EqualAsync(1, async () => Count(await ListAsync(Stranger)));

        await _replica.ResumeReplayAsync();
        await UntilReplicaIsUsedAsync();
    }

    [Fact]
    public async Task List_from_a_lagging_replica_counts_as_old_as_the_lag()
    {
        await _replica.PauseReplayAsync();
        await CreateAsync(1);
        using var counts = new Counts(_api.Services);
        var young = await ListAsync(Stranger);
        Assert.Equal(["users.reads freshness=fresh: 1"], counts.Of("users.reads"));
        Assert.Null(young.Header("X-Data-Freshness"));

        var old = await _api.UntilAsync(
            "/api/users?limit=7", answer => answer.Header("X-Data-Freshness") is not null, Stranger);

        Assert.Equal(("stale", "[]"), (old.Header("X-Data-Freshness"), old.Body));
        Assert.InRange(int.Parse(old.Header("Age")!, CultureInfo.InvariantCulture), 5, 7);
        Assert.Contains("users.reads freshness=stale: 1", counts.Of("users.reads"));
    }

    [Fact]
    public async Task Lists_come_from_the_primary_when_the_replica_dies()
    {
        await CreateAsync(1);
        await _replica.KillAsync();

        for (var call = 0; call < 20; call++)
        {
            var list = await ListAsync(Stranger);
            Assert.Equal((200, 1, null), (list.Status, Count(list), list.Header("X-Data-Freshness")));
        }

        Assert.Equal("Open", await BreakerAsync("replica"));
        Assert.Equal("Closed", await BreakerAsync("database"));
        await _replica.StartAgainAsync(Cancellation);
        await UntilReplicaIsUsedAsync();
    }

    [Fact]
    public async Task Lists_are_answered_with_their_age_when_the_primary_dies()
    {
        await CreateAsync(1);
        await UntilReplicaHasAsync(1);
        await _primary.StopAsync();

        var young = await ListAsync(Stranger, ("X-Last-Write", "FFFFFFFF/FFFFFFFF"));
        var old = await _api.UntilAsync(
            "/api/users?limit=7", answer => answer.Header("Age") is not (null or "0"), Stranger);

        Assert.Equal((200, 1, "stale"), (young.Status, Count(young), young.Header("X-Data-Freshness")));
        Assert.Equal((200, 1, "stale"), (old.Status, Count(old), old.Header("X-Data-Freshness")));

        await _primary.StartAgainAsync(Cancellation);
        await _api.UntilAsync("/health/ready", answer => answer.Status == 200);
        await UntilReplicaIsUsedAsync();
    }

    [Fact]
    public async Task Replica_without_the_schema_or_promoted_is_not_used()
    {
        var other = await TestRoles.CreateDatabaseAsync(_primary.ConnectionString("postgres"), Cancellation);
        await RestartAsync(("ConnectionStrings:UsersReplica", TestRoles.Service(other)));
        await CreateAsync(1);

        Assert.Equal(1, Count(await ListAsync(Stranger)));
    }

    [Fact]
    public async Task Lag_is_measured_and_is_zero_for_an_idle_primary()
    {
        using var counts = new Counts(_api.Services);

        await Eventually.HoldsAsync(() => counts.Gauge("users.replica.lag") is 0, TimeSpan.FromSeconds(30));

        await _replica.PauseReplayAsync();
        await CreateAsync(1);

        await Eventually.HoldsAsync(() => counts.Gauge("users.replica.lag") > 1, TimeSpan.FromSeconds(30));
    }

    /// <remarks>The timeouts suit a machine that is busy with other tests.</remarks>
    private UsersApi NewApi(string database, params (string Key, string Value)[] settings)
    {
        var replica = TestRoles.Service(
            _replica.ConnectionString(new NpgsqlConnectionStringBuilder(database).Database!));
        (string Key, string Value)[] all =
        [
            ("ConnectionStrings:UsersReplica", replica), ("Breakers:replica:BreakDuration", "00:00:00.500"),
            ("Database:ReadTimeout", "00:00:10"), ("Database:MaxReplicaLag", "00:01:00"),
            ("Cache:FreshFor", "00:00:00"), .. settings,
        ];
        // Later settings override earlier ones.
        return new UsersApi(database, [.. all.Reverse().DistinctBy(setting => setting.Key)]);
    }

    private async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await _api.DisposeAsync();
        _api = NewApi(_api.Database, settings);
        await _api.InitializeAsync();
    }

    private Task<Answer> ListAsync(params (string Name, string Value)[] headers) =>
        _api.SendAsync("GET", "/api/users", null, headers);

    private async Task CreateAsync(int users)
    {
        for (var user = 0; user < users; user++)
        {
            await _api.CreateAsync();
        }
    }

    private static int Count(Answer list) => list.Json.GetArrayLength();

    private Task<TimeSpan> UntilReplicaHasAsync(int users) => Eventually.HoldsAsync(
        async () =>
            (long)(
                await _replica.ExecuteAsync("select count(*) from users", Name))! == users, TimeSpan.FromSeconds(30));

    /// <summary>It is, when a list leaves a trace there.</summary>
    private async Task UntilReplicaIsUsedAsync()
    {
        var server = _api.Services.GetRequiredService<ReplicaDatabase>();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await server.WithinLag(default).ListAsync<long>(
                        "select count(*) from users", null, read: null, Cancellation);
                    return true;
                }
                catch (Exception error) when (
                    error is ReplicaBehindException or NpgsqlException or Polly.CircuitBreaker.BrokenCircuitException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(30));
    }

    private string Name => new NpgsqlConnectionStringBuilder(_api.Database).Database!;

    private async Task<string?> BreakerAsync(string name)
    {
        var all = await _api.Client.GetStringAsync(
            new Uri($"http://localhost:{_api.ManagementPort}/internal/breakers"), Cancellation);
        return JsonElement.Parse(all).EnumerateArray()
            .Single(breaker => breaker.GetProperty("name").GetString() == name).GetProperty("state").GetString();
    }
}
