using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Testing;
using UsersService.Erasure;
using UsersService.Tests.Reads;

namespace UsersService.Tests.Erasure;

public sealed class PurgeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private UsersApi _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = new UsersApi(await postgres.CreateDatabaseAsync(), ("Users:PurgeBatch", "4"));
        await _api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Purge_removes_users_deleted_long_ago()
    {
        var user = await DeletedAsync();
        await DueAsync();

        await PurgeOf(_api).RunAsync(Cancellation);

        Assert.Equal(404, (await _api.SendAsync("GET", $"/api/users/{user.Id}/export")).Status);
        Assert.Equal(404, (await _api.SendAsync("POST", $"/api/users/{user.Id}/restore")).Status);
        var history = (await _api.SendAsync("GET", $"/api/users/{user.Id}/history")).Json.EnumerateArray().ToArray();
        Assert.Equal(
            ["purged", "deleted", "created"], history.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal("system", history[0].GetProperty("actor").GetString());
        Assert.DoesNotContain("example.com", string.Concat(history), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_keeps_active_and_recently_deleted_users()
    {
        var deleted = await DeletedAsync();
        var active = await _api.CreateAsync();

        Assert.Equal(0, await PurgeOf(_api).RunAsync(Cancellation));

        Assert.Equal(200, (await _api.SendAsync("GET", $"/api/users/{deleted.Id}/export")).Status);
        Assert.Equal(200, (await _api.SendAsync("GET", $"/api/users/{active.Id}")).Status);
    }

    [Fact]
    public async Task Purge_keeps_erased_users()
    {
        var user = await DeletedAsync();
        await _api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");
        await DueAsync();

        await PurgeOf(_api).RunAsync(Cancellation);

        Assert.Equal(200, (await _api.SendAsync("GET", $"/api/users/{user.Id}/export")).Status);
    }

    [Fact]
    public async Task Two_replicas_purge_each_user_once()
    {
        await using var other = new UsersApi(_api.Database, ("Users:PurgeBatch", "4"));
        await other.InitializeAsync();
        using var counts = new Counts(_api.Services);
        using var otherCounts = new Counts(other.Services);
        foreach (var _ in Enumerable.Range(0, 41))
        {
            await DeletedAsync();
        }

        await DueAsync();
        var purged = await Task.WhenAll(
            new[] { _api, other, _api, other }.Select(replica => PurgeOf(replica).RunAsync(Cancellation)));
        var rest = await PurgeOf(_api).RunAsync(Cancellation);

        Assert.Equal(41, purged.Sum() + rest);
        await using var connection = new NpgsqlConnection(_api.Database);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("select count(*) from users"));
        Assert.Equal(
            (41, 41),
            await connection.QuerySingleAsync<(long, long)>(
                "select count(*), count(distinct user_id) from user_history where action = 'purged'"));
        Assert.Equal(41, counts.Of("users.purged").Concat(otherCounts.Of("users.purged"))
            .Sum(count => int.Parse(count.Split(' ')[^1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Purge_removes_nothing_while_another_replica_purges()
    {
        await DeletedAsync();
        await DueAsync();
        await using var other = new NpgsqlConnection(_api.Database);
        await other.OpenAsync(Cancellation);
        await using var purging = await other.BeginTransactionAsync(Cancellation);
        await other.ExecuteAsync("select purge_users(4, 'other')");

        Assert.Equal(0, await PurgeOf(_api).RunAsync(Cancellation));
    }

    [Fact]
    public async Task Purge_removes_expired_idempotency_keys()
    {
        await _api.SendAsync("DELETE", "/api/users/999999", null, ("Idempotency-Key", "old"));
        await ExecuteAsync("update idempotency_keys set expires_at = now()");
        await _api.SendAsync("DELETE", "/api/users/999999", null, ("Idempotency-Key", "young"));

        await PurgeOf(_api).RunAsync(Cancellation);

        await using var connection = new NpgsqlConnection(_api.Database);
        Assert.Equal(["young"], await connection.QueryAsync<string>("select key from idempotency_keys"));
    }

    [Fact]
    public async Task Purge_removes_synthetic_users_in_batches_once_their_deletion_cannot_be_repeated()
    {
        var probe = ("X-Traffic-Class", "probe");
        foreach (var number in Enumerable.Range(0, 9))
        {
            var user = $$"""{"name":"Probe","email":"{{number}}@probe.example"}""";
            var id = (await _api.SendAsync("POST", "/api/users", user, probe)).Id;
            await _api.SendAsync("DELETE", $"/api/users/{id}", null, probe);
        }

        await PurgeOf(_api).RunAsync(Cancellation);
        await using var connection = new NpgsqlConnection(_api.Database);
        var young = await connection.ExecuteScalarAsync<int>("select count(*) from users");
        await ExecuteAsync("update users set deleted_at = deleted_at - interval '2 minutes'");
        var batch = await connection.ExecuteScalarAsync<int>("select remove_synthetic_users(4)");
        await PurgeOf(_api).RunAsync(Cancellation);

        Assert.Equal((9, 4), (young, batch));
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from users"));
    }

    private static Purge PurgeOf(UsersApi api) => api.Services.GetServices<IHostedService>().OfType<Purge>().Single();

    private async Task<Answer> DeletedAsync()
    {
        var user = await _api.CreateAsync();
        await _api.SendAsync("DELETE", $"/api/users/{user.Id}");
        return user;
    }

    private Task DueAsync() => ExecuteAsync("update users set purge_at = now() where purge_at is not null");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        await connection.ExecuteAsync(sql);
    }
}
