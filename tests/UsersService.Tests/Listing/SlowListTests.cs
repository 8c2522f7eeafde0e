using System.Text.Json;
using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Listing;

/// <summary>Lists that take too long on a working database: here they wait for a lock.</summary>
public sealed class SlowListTests(PostgresFixture postgres) : IAsyncLifetime
{
    private UsersApi _api = null!;
    private NpgsqlConnection _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        _api = new UsersApi($"{database};Maximum Pool Size=4", ("Database:ReadTimeout", "00:00:01.500"));
        await _api.InitializeAsync();
        await _api.SendAsync("GET", "/api/users");
        _other = new NpgsqlConnection(database);
        await _other.OpenAsync(Cancellation);
        await _other.ExecuteAsync("begin; lock table users in access exclusive mode");
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Slow_list_is_a_503_and_the_server_cancels_it()
    {
        var answer = await _api.SendAsync("GET", "/api/users?q=ada");

        Assert.Equal((503, "Failed to fetch users", "5"), (answer.Status, answer.Error, answer.Header("Retry-After")));
        Assert.Equal(0, await _other.ExecuteScalarAsync<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
    }

    [Fact]
    public async Task Slow_lists_do_not_open_the_database_breaker()
    {
        for (var list = 0; list < 5; list++)
        {
            await _api.SendAsync("GET", $"/api/users?limit={list + 1}");
        }

        var breaker = JsonElement.Parse(
            await _api.Client.GetStringAsync(
                new Uri($"http://localhost:{_api.ManagementPort}/internal/breakers"), Cancellation))[0];
        Assert.Equal(
            ("Closed", 0), (breaker.GetProperty("state").GetString(), breaker.GetProperty("failures").GetInt32()));
    }

    [Fact]
    public async Task Slow_lists_leave_connections_for_other_reads()
    {
        var lists = Enumerable.Range(1, 10).Select(
            limit => _api.SendAsync("GET", $"/api/users?limit={limit}")).ToArray();

        var ready = await _api.SendAsync("GET", "/health/ready");

        Assert.Equal(200, ready.Status);
        Assert.All(await Task.WhenAll(lists), list => Assert.Equal(503, list.Status));
    }
}
