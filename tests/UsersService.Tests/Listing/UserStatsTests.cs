using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Testing;
using UsersService.Erasure;

namespace UsersService.Tests.Listing;

public sealed class UserStatsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Users_are_counted_by_state_and_sign_ups_by_day()
    {
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync());
        await api.InitializeAsync();
        await StoredUsers.ReplaceAsync(api.Database,
        [
            User(1, today, StoredState.Active), User(2, today.AddDays(-2), StoredState.Active),
            User(
                3, today.AddDays(-2).AddTicks(-10),
                StoredState.Deleted), User(4, today.AddDays(-30), StoredState.Active),
            User(5, today.AddDays(-3), StoredState.Erased),
        ]);

        var stats = (await api.SendAsync("GET", "/api/users/stats")).Json;

        Assert.Equal(
            (3, 1, 1),
            (stats.GetProperty("active").GetInt32(), stats.GetProperty("deleted").GetInt32(),
                stats.GetProperty("erased").GetInt32()));
        var days = stats.GetProperty("sign_ups").EnumerateArray()
            .Select(day => (day.GetProperty("day").GetString(), day.GetProperty("users").GetInt32())).ToArray();
        Assert.Equal(30, days.Length);
        Assert.Equal([(Day(today, -3), 2), (Day(today, -2), 1), (Day(today, -1), 0), (Day(today, 0), 1)], days[^4..]);
    }

    [Fact]
    public async Task Synthetic_users_do_not_count_and_the_purge_leaves_nothing_of_them()
    {
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync());
        await api.InitializeAsync();
        await api.CreateAsync();
        var before = (await api.SendAsync("GET", "/api/users/stats")).Body;
        var probe = ("X-Traffic-Class", "probe");
        var users = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            var user = $$"""{"name":"Probe","email":"{{number}}@probe.example"}""";
            users.Add((await api.SendAsync("POST", "/api/users", user, probe, ("Idempotency-Key", $"{number}"))).Id);
        }

        var during = (await api.SendAsync("GET", "/api/users/stats")).Body;
        await api.SendAsync("PATCH", $"/api/users/{users[0]}", """{"name":"Changed"}""", probe);
        await api.SendAsync("DELETE", $"/api/users/{users[0]}", null, probe);
        await api.SendAsync("DELETE", $"/api/users/{users[1]}", null, probe, ("Idempotency-Key", "delete"));
        await api.SendAsync("POST", $"/api/users/{users[2]}/erase", "{}", probe);
        var after = (await api.SendAsync("GET", "/api/users/stats")).Body;
        await using var connection = new NpgsqlConnection(api.Database);
        await connection.ExecuteAsync("update users set deleted_at = deleted_at - interval '2 minutes'");
        await api.Services.GetServices<IHostedService>().OfType<Purge>().Single()
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((before, before), (during, after));
        Assert.Equal(before, (await api.SendAsync("GET", "/api/users/stats")).Body);
        Assert.Empty((await api.SendAsync("GET", "/api/users?status=deleted")).Ids());
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>(
            """
            select (select count(*) from users where id = any(@users))
                 + (select count(*) from user_history where user_id = any(@users))
                 + (select count(*) from idempotency_keys where user_id = any(@users))
            """,
            new { users }));
    }

    [Fact]
    public async Task Users_that_a_probe_deletes_are_kept_when_a_person_created_them()
    {
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync());
        await api.InitializeAsync();
        var user = await api.CreateAsync();

        await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("X-Traffic-Class", "probe"));

        Assert.Equal([user.Id], (await api.SendAsync("GET", "/api/users?status=deleted")).Ids());
    }

    [Fact]
    public async Task Statistics_have_no_parameters()
    {
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync());
        await api.InitializeAsync();

        var answer = await api.SendAsync("GET", "/api/users/stats?limit=1");

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
    }

    private static string Day(DateTime today, int offset) => $"{today.AddDays(offset):yyyy-MM-dd}";

    private static StoredUser User(int id, DateTime createdAt, StoredState state) =>
        new(id, "Ada", $"ada{id}@example.com", createdAt, createdAt, state);
}
