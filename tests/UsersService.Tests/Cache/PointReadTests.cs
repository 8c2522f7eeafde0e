using Dapper;
using Npgsql;
using Testing;
using UsersService.Tests.Reads;

namespace UsersService.Tests.Cache;

/// <summary>One process: what it answers from its cache, and for how long.</summary>
public sealed class PointReadTests(PostgresFixture postgres) : IAsyncLifetime
{
    private UsersApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = new UsersApi(
            await postgres.CreateDatabaseAsync(), ("Cache:FreshFor", "00:00:05"), ("Database:ReadTimeout", "00:00:20"));
        await _api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Fresh_entry_is_not_read_again()
    {
        var id = await NewUserAsync();
        var first = await GetAsync(id);
        await ExecuteAsync("update users set name = 'Later', version = 2");

        var second = await GetAsync(id);

        Assert.Equal((200, first.Body, first.ETag), (second.Status, second.Body, second.ETag));
        Assert.Equal((null, null), (second.Header("X-Data-Freshness"), second.Header("Age")));
    }

    [Fact]
    public async Task Entry_that_was_read_before_the_clients_last_write_is_read_again()
    {
        var id = await NewUserAsync();
        await GetAsync(id);
        await ExecuteAsync("update users set name = 'Later', version = 2");

        var answer = await _api.SendAsync(
            "GET", $"/api/users/{id}", null, ("X-Forwarded-For", "192.0.2.7"), ("X-Evenkeel-Last-Write-Age", "0"));

        Assert.Equal("Later", answer.Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Change_by_another_process_is_seen_when_the_entry_expires()
    {
        var id = await NewUserAsync();
        await GetAsync(id);
        await ExecuteAsync("update users set name = 'Later', version = 2");

        await Eventually.EqualAsync("Later", () => NameOfAsync(id));
    }

    [Fact]
    public async Task Concurrent_reads_share_one_query()
    {
        var id = await NewUserAsync();
        using var counts = new Counts(_api.Services);
        await using var connection = new NpgsqlConnection(_api.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("lock table users", transaction: holding);

        var asking = Enumerable.Range(0, 40).Select(_ => GetAsync(id)).ToArray();
        await Eventually.EqualAsync(1, WaitingAsync);
        await Eventually.HoldsAsync(
            () => counts.Of("users.cache").SequenceEqual(["users.cache level=none: 40"]), TimeSpan.FromSeconds(30));
        var waiting = await WaitingAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, waiting);
        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task Write_of_this_process_is_seen_at_once_by_every_client()
    {
        var id = await NewUserAsync();
        await GetAsync(id);
        await _api.SendAsync("PATCH", $"/api/users/{id}", """{"name":"Later"}""");

        Assert.Equal("Later", await NameOfAsync(id));

        await _api.SendAsync("DELETE", $"/api/users/{id}");

        Assert.Equal(404, (await GetAsync(id)).Status);
    }

    [Fact]
    public async Task Lookups_are_counted_by_cache_level()
    {
        var id = await NewUserAsync();
        using var counts = new Counts(_api.Services);

        await GetAsync(id);
        await GetAsync(id);

        Assert.Equal(["users.cache level=local: 1", "users.cache level=none: 1"], counts.Of("users.cache"));
    }

    private async Task<long> NewUserAsync()
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        return await connection.ExecuteScalarAsync<long>(
            """
            insert into users (name, email, email_key, name_folded, email_folded)
            values ('Ada', 'ada@example.com', 'ada@example.com', 'ada', 'ada@example.com') returning id
            """);
    }

    private Task<Answer> GetAsync(long id) =>
        _api.SendAsync("GET", $"/api/users/{id}", null, ("X-Forwarded-For", "192.0.2.7"));

    private async Task<string?> NameOfAsync(long id) => (await GetAsync(id)).Json.GetProperty("name").GetString();

    private async Task<int> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        await connection.ExecuteAsync(sql);
    }
}
