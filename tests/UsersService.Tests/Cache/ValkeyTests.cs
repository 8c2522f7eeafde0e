using System.Diagnostics;
using System.Text.Json;
using StackExchange.Redis;
using Testing;
using UsersService.Tests.Reads;

namespace UsersService.Tests.Cache;

/// <summary>Two replicas of the service with one Valkey that stops and starts.</summary>
public sealed class ValkeyTests(MortalPostgres postgres) : IClassFixture<MortalPostgres>, IAsyncLifetime
{
    private readonly PrivateValkey _valkey = PrivateValkey.Find();
    private string _database = "";
    private UsersApi _one = null!;
    private UsersApi _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Cancellation);
        _one = new UsersApi(_database, Settings);
        _other = new UsersApi(_database, Settings);
        await Task.WhenAll(_one.InitializeAsync().AsTask(), _other.InitializeAsync().AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_one.DisposeAsync().AsTask(), _other.DisposeAsync().AsTask());
        await _valkey.DisposeAsync();
    }

    [Fact]
    public async Task Entry_of_one_replica_serves_the_other()
    {
        await StartValkeyAsync();
        using var counts = new Counts(_other.Services);
        var id = (await _one.CreateAsync()).Id;
        await GetAsync(_one, id);

        await Eventually.HoldsAsync(
            async () => (await GetAsync(_one, id)).Status == 200 && (await GetAsync(_other, id)).Status == 200
                && counts.Of("users.cache level=shared").Any(),
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Write_on_one_replica_is_seen_on_the_other_within_a_second()
    {
        await StartValkeyAsync();

        // The fastest of three: a machine that stalls is late, but not three times.
        TimeSpan[] seenAfter = [await SeenAfterAsync(), await SeenAfterAsync(), await SeenAfterAsync()];

        Assert.InRange(seenAfter.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Replica_reads_a_user_cached_by_another_while_the_database_is_down()
    {
        await StartValkeyAsync();
        var id = (await _one.CreateAsync()).Id;
        await postgres.StopAsync();

        // Once it is stale for the replica that wrote it, it is for the one that has never seen it.
        await Eventually.EqualAsync("stale", async () => (await GetAsync(_one, id)).Header("X-Data-Freshness"));

        var user = await GetAsync(_other, id);

        Assert.Equal((200, "stale"), (user.Status, user.Header("X-Data-Freshness")));
    }

    [Fact]
    public async Task Entries_have_a_prefix_and_expire()
    {
        await StartValkeyAsync();
        await _one.CreateAsync();
        await using var valkey = await ConnectionMultiplexer.ConnectAsync(_valkey.ConnectionString);
        var keys = valkey.GetServers().Single().Keys().ToArray();

        Assert.NotEmpty(keys);
        Assert.All(keys, key =>
        {
            Assert.StartsWith("evenkeel:users:", key.ToString(), StringComparison.Ordinal);
            Assert.InRange(
                valkey.GetDatabase().KeyTimeToLive(key)!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
        });
    }

    [Fact]
    public async Task Service_works_and_is_ready_without_valkey()
    {
        Assert.Equal(201, (await _one.CreateAsync()).Status);
        Assert.Equal(200, (await GetAsync(_one, 1)).Status);
        Assert.Equal(200, (await GetAsync(_other, 1)).Status);
        Assert.Equal(200, (await _one.SendAsync("GET", "/health/ready")).Status);
    }

    [Fact]
    public async Task Hanging_valkey_delays_requests_briefly_until_the_breaker_opens()
    {
        await StartValkeyAsync();
        var id = (await _one.CreateAsync()).Id;
        await _valkey.PauseAsync();

        for (var call = 0; call < 8; call++)
        {
            await GetAsync(_other, id + call);
        }

        Assert.Equal(("Open", "timeout"), await BreakerAsync(_other));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await GetAsync(_other, id)).Status);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(0.5));

        await _valkey.ResumeAsync();
        await UntilUsedAsync(_other);
    }

    [Fact]
    public async Task Restarted_valkey_is_used_again()
    {
        await StartValkeyAsync();
        await _valkey.StopAsync();
        Assert.Equal(201, (await _one.CreateAsync()).Status);
        Assert.Equal(200, (await GetAsync(_other, 1)).Status);

        await StartValkeyAsync();

        Assert.Equal("Closed", (await BreakerAsync(_other)).State);
    }

    private (string Key, string Value)[] Settings =>
    [
        ("ConnectionStrings:Cache", _valkey.ConnectionString), ("Breakers:cache:BreakDuration", "00:00:01"),
        ("Cache:Timeout", "00:00:00.200"),
    ];

    private async Task StartValkeyAsync()
    {
        await _valkey.StartAsync();
        await Task.WhenAll(UntilUsedAsync(_one), UntilUsedAsync(_other));
    }

    /// <returns>The time from a write through one replica until the other shows it.</returns>
    private async Task<TimeSpan> SeenAfterAsync()
    {
        var id = (await _one.CreateAsync()).Id;
        await GetAsync(_other, id);
        await _one.SendAsync("PATCH", $"/api/users/{id}", """{"name":"Later"}""");
        return await Eventually.HoldsAsync(
            async () => (await GetAsync(_other, id)).ETag == $"\"{id}-2\"", TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until its breaker counts another success.</summary>
    private static async Task UntilUsedAsync(UsersApi api)
    {
        var before = (await BreakersAsync(api)).GetProperty("successes").GetInt64();
        await Eventually.HoldsAsync(
            async () =>
            {
                await GetAsync(api, 999);
                return (await BreakersAsync(api)).GetProperty("successes").GetInt64() > before;
            },
            TimeSpan.FromSeconds(30));
    }

    private static Task<Answer> GetAsync(UsersApi api, long id) =>
        api.SendAsync("GET", $"/api/users/{id}", null, ("X-Forwarded-For", "192.0.2.7"));

    private static async Task<(string? State, string? Reason)> BreakerAsync(UsersApi api)
    {
        var breaker = await BreakersAsync(api);
        return (breaker.GetProperty("state").GetString(), breaker.GetProperty("last_failure_reason").GetString());
    }

    private static async Task<JsonElement> BreakersAsync(UsersApi api)
    {
        var all = await api.Client.GetStringAsync(
            new Uri($"http://localhost:{api.ManagementPort}/internal/breakers"), Cancellation);
        return JsonElement.Parse(all).EnumerateArray().Single(
            breaker => breaker.GetProperty("name").GetString() == "cache");
    }
}
