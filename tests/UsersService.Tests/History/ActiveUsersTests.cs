using System.Text.RegularExpressions;
using Npgsql;
using Testing;

namespace UsersService.Tests.History;

[Collection(typeof(NonParallelCollection))]
public sealed partial class ActiveUsersTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Active_users_are_distinct_and_exclude_changes_by_the_service()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = new UsersApi(database))
        {
            await first.InitializeAsync();
        }

        await ExecuteAsync(
            database,
            """
            insert into user_history (user_id, at, actor, action, request_id)
            select id, now() - ago::interval, actor, 'updated', 'r'
            from (values (101, '1 second', 'anonymous'), (101, '10 minutes', 'anonymous'), (102, '10 minutes', 'ada'),
                         (103, '3 hours', 'ada'), (104, '20 hours', 'anonymous'), (105, '6 days', 'ada'),
                         (106, '29 days', 'ada'), (107, '31 days', 'ada'), (108, '1 second', 'system'),
                         (109, '1 second', 'probe'), (110, '1 second', 'load-test'))
                     as changes (id, ago, actor)
            """);

        await using var api = new UsersApi(database);
        await api.InitializeAsync();

        await Eventually.EqualAsync("5m 1, 15m 2, 1h 2, 6h 3, 24h 4, 7d 5, 30d 6", () => ValuesAsync(api));
        Assert.Matches("(?m)^users_active_counted_seconds\\{.*range=\"30d\"\\} [0-9]{10}", await MetricsAsync(api));
    }

    private static async Task<string> MetricsAsync(UsersApi api)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://localhost:{api.ManagementPort}/metrics"), Cancellation);
    }

    private static async Task<string> ValuesAsync(UsersApi api)
    {
        var page = await MetricsAsync(api);
        var values = Value().Matches(page).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return string.Join(", ", ((string[])["5m", "15m", "1h", "6h", "24h", "7d", "30d"])
            .Where(values.ContainsKey).Select(range => $"{range} {values[range]}"));
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    [GeneratedRegex("""^users_active\{.*range="(\w+)"\} (\d+)""", RegexOptions.Multiline)]
    private static partial Regex Value();
}
