using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using Testing;
using UsersService.Database;
using UsersService.Paging;
using SortKey = UsersService.Listing.SortKey;

namespace UsersService.Tests.Listing;

/// <summary>
/// A million users, one created per minute, every tenth deleted; and the plans of statements on them.
/// </summary>
public sealed class MillionUsers(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly DateTime Epoch = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private NpgsqlConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var api = new UsersApi(database))
        {
            await api.InitializeAsync();
        }

        _connection = new NpgsqlConnection($"{database};Command Timeout=600");
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    /// <summary>A position in the middle of the users.</summary>
    internal static Position Middle(SortKey by, bool backwards) => new(backwards, KeyInTheMiddle(by), 500_000, 3);

    internal Task<JsonElement> ExplainAsync(string statement, object parameters) =>
        PlanAsync("format json", statement, parameters);

    internal Task<JsonElement> AnalyzeAsync(string statement, object parameters) =>
        PlanAsync("format json, analyze, buffers", statement, parameters);

    private static string KeyInTheMiddle(SortKey by) => by.Type switch
    {
        "bigint" => "500000",
        "timestamptz" => Epoch.AddMinutes(500_000).ToString("o", CultureInfo.InvariantCulture),
        _ => by == SortKey.Email ? "user55" : "8",
    };

    private async Task<JsonElement> PlanAsync(string options, string statement, object parameters)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await _connection.ExecuteAsync(PlannerSettings.For(new() { ReadTimeout = TimeSpan.FromSeconds(60) }));
        var plan = await _connection.QuerySingleAsync<string>($"explain ({options}) {statement}", parameters);
        return JsonElement.Parse(plan)[0].GetProperty("Plan");
    }

    private async Task FillAsync()
    {
        await _connection.OpenAsync();
        await _connection.ExecuteAsync("set maintenance_work_mem = '256MB'; set synchronous_commit = off");
        var indexes = (await _connection.QueryAsync<(string Name, string Definition)>(
            "select indexname, indexdef from pg_indexes where tablename = 'users' "
            + "and indexname <> 'users_pkey'")).AsList();
        await _connection.ExecuteAsync(string.Join(';', indexes.Select(index => $"drop index {index.Name}")));
        await _connection.ExecuteAsync(
            """
            insert into users (
                name, email, email_key, name_folded, email_folded, name_starts, email_starts, created_at, updated_at,
                deleted_at, purge_at, computed_version)
            select name, email, email, name, email, left(name, 1) || ' ' || left(name, 2), 'u us e ex c co',
                at, at + n % 977 * interval '1 hour',
                case when n % 10 = 0 then at end, case when n % 10 = 0 then at end, 1
            from (
                select n, left(md5(n::text), 12) as name, 'user' || n || '@example.com' as email,
                       @Epoch + n * interval '1 minute' as at
                from generate_series(1, 1000000) n
            ) each_minute
            """,
            new { Epoch });
        await _connection.ExecuteAsync(string.Join(';', indexes.Select(index => index.Definition)));
        await _connection.ExecuteAsync(
            """
            insert into user_history (user_id, changed_in, actor, action, request_id, before)
            select id, '2', 'somebody', 'updated', '', to_jsonb(users) from users where id % 100 = 0
            """);
        await _connection.ExecuteAsync("vacuum analyze");
    }
}
