using System.Text.Json;
using Dapper;
using Npgsql;
using UsersService.Users;

namespace UsersService.Tests.Users;

/// <summary>What every field of a user needs; a new field fails here until it has everything.</summary>
public sealed class UserFieldTests(UsersApi api) : IClassFixture<UsersApi>
{
    private static readonly string[] ColumnsOfTheService =
        ["id", "created_at", "updated_at", "deleted_at", "purge_at", "erased_at", "version", "search_text",
            "synthetic", "computed_version"];

    /// <summary>Values that look like nothing else in the database.</summary>
    private static readonly Dictionary<string, (string Old, string New)> Values = new()
    {
        ["name"] = ("Zebedee", "Zebediah"),
        ["email"] = ("zebedee@example.com", "zebediah@example.com"),
    };

    public static TheoryData<string> Names => [.. UserField.All.Select(one => one.Name)];

    [Fact]
    public async Task Every_column_of_users_belongs_to_a_field_or_to_the_service()
    {
        await using var connection = new NpgsqlConnection(api.Database);

        var columns = await connection.QueryAsync<string>(
            "select column_name from information_schema.columns where table_name = 'users'");

        Assert.Equal(
            UserField.All.SelectMany(field => field.Columns).Concat(ColumnsOfTheService).Order(StringComparer.Ordinal),
            columns.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Field_is_stored_and_shown(string field)
    {
        var user = await CreateAsync();

        Assert.Equal(Values[field].Old, user.Json.GetProperty(field).GetString());
        foreach (var path in new[] { "", "?view=full" })
        {
            var read = await api.SendAsync("GET", $"/api/users/{user.Id}{path}");
            Assert.Equal(Values[field].Old, read.Json.GetProperty(field).GetString());
        }

        var export = await api.SendAsync("GET", $"/api/users/{user.Id}/export");
        Assert.Equal(Values[field].Old, export.Json.GetProperty("user").GetProperty(field).GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Field_can_be_tested_and_changed_by_a_patch(string field)
    {
        var user = await CreateAsync();
        var (old, changed) = Values[field];

        var patched = await PatchAsync(user.Id, field, old, changed);

        Assert.Equal((200, changed), (patched.Status, patched.Json.GetProperty(field).GetString()));
        Assert.Equal(422, (await PatchAsync(user.Id, field, old, changed)).Status);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Change_of_a_field_is_in_the_history(string field)
    {
        var user = await CreateAsync();
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", Json(field, Values[field].New));

        var history = await api.SendAsync("GET", $"/api/users/{user.Id}/history");

        var change = Assert.Single(history.Json[0].GetProperty("changes").EnumerateArray());
        Assert.Equal(
            (field, Values[field].Old, Values[field].New),
            (change.GetProperty("field").GetString(), change.GetProperty("old").GetString(),
                change.GetProperty("new").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Erasure_leaves_no_value_of_a_field_anywhere(string field)
    {
        var user = await CreateAsync(("Idempotency-Key", field));
        await api.SendAsync(
            "PATCH", $"/api/users/{user.Id}", Json(field, Values[field].New), ("Idempotency-Key", $"{field}2"));

        var erased = await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        Assert.Equal(204, erased.Status);
        await using var connection = new NpgsqlConnection(api.Database);
        Assert.Empty(await connection.QueryAsync<string>(
            """
            select row from (
                select to_jsonb(u)::text as row from users u where id = @id
                union all select to_jsonb(h)::text from user_history h where user_id = @id
                union all select to_jsonb(k)::text from idempotency_keys k where user_id = @id
            ) everything
            where row ilike any(@values)
            """,
            new { user.Id, values = new[] { $"%{Values[field].Old}%", $"%{Values[field].New}%" } }));
    }

    [Fact]
    public async Task OpenApi_document_has_every_field_of_a_new_user()
    {
        var document = (await api.SendAsync("GET", "/openapi/users.json")).Json;

        Assert.Equal(
            UserField.All.Select(field => field.Name),
            document.GetProperty("components").GetProperty("schemas").GetProperty("NewUser").GetProperty("properties")
                .EnumerateObject().Select(member => member.Name));
    }

    /// <summary>Frees the email for each test of this class.</summary>
    private async Task<Answer> CreateAsync(params (string Name, string Value)[] headers)
    {
        await using var connection = new NpgsqlConnection(api.Database);
        await connection.ExecuteAsync("update users set deleted_at = now(), purge_at = now() where deleted_at is null");

        return await api.SendAsync("POST", "/api/users", Body(), headers);
    }

    private static string Body() =>
        JsonSerializer.Serialize(UserField.All.ToDictionary(field => field.Name, field => Values[field.Name].Old));

    private static string Json(string field, string value) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { [field] = value });

    private Task<Answer> PatchAsync(long id, string field, string old, string changed) => api.SendBytesAsync(
        "PATCH", $"/api/users/{id}",
        JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            new { op = "test", path = $"/{field}", value = old }, new {
                 op = "replace", path = $"/{field}", value = changed },
        }),
        "application/json-patch+json");
}
