using System.Text;
using Dapper;
using Npgsql;

namespace UsersService.Tests.Erasure;

public sealed class EraseTests(UsersApi api) : IClassFixture<UsersApi>
{
    private static readonly string[] ErasedMembers = ["name", "email", "purge_at"];

    [Fact]
    public async Task Erasure_leaves_no_personal_data_anywhere()
    {
        var user = await api.SendAsync(
            "POST", "/api/users", """{"name":"Zebedee","email":"zebedee@example.com"}""", ("Idempotency-Key", "zeb"));
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"Zebediah"}""", ("Idempotency-Key", "zeb2"));

        var erased = await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        Assert.Equal((204, ""), (erased.Status, erased.Body));
        Assert.Equal(404, (await api.SendAsync("GET", $"/api/users/{user.Id}")).Status);
        await using var connection = new NpgsqlConnection(api.Database);
        Assert.Empty(await connection.QueryAsync<string>(
            """
            select row from (
                select u::text as row from users u
                union all select h::text from user_history h
                union all select k::text from idempotency_keys k
            ) everything
            where row ilike '%zebed%'
            """));
    }

    [Fact]
    public async Task Erasure_leaves_a_tombstone_and_a_history_without_values()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"New"}""");
        await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        var export = (await api.SendAsync("GET", $"/api/users/{user.Id}/export")).Json;
        var history = (await api.SendAsync("GET", $"/api/users/{user.Id}/history")).Json.EnumerateArray().ToArray();

        var tombstone = export.GetProperty("user");
        Assert.Equal(user.Json.GetProperty("created_at").GetString(), tombstone.GetProperty("created_at").GetString());
        Assert.Equal(tombstone.GetProperty("deleted_at").GetString(), tombstone.GetProperty("erased_at").GetString());
        Assert.Equal(
            "[null,null,null]",
            $"[{string.Join(',', ErasedMembers.Select(member => tombstone.GetProperty(member).GetRawText()))}]");
        Assert.Equal(
            ["erased", "updated", "created"], history.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal("""[{"field":"name","old":null,"new":null}]""", history[1].GetProperty("changes").GetRawText());
        Assert.Equal(
            """[{"field":"name","old":null,"new":null},{"field":"email","old":null,"new":null}]""",
            history[2].GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task Email_of_an_erased_user_is_free_again()
    {
        var user = await api.CreateAsync(email: "erased@example.com");
        await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        Assert.Equal(201, (await api.CreateAsync(email: "erased@example.com")).Status);
    }

    [Fact]
    public async Task Two_users_can_be_erased()
    {
        foreach (var user in new[] { await api.CreateAsync(), await api.CreateAsync() })
        {
            Assert.Equal(204, (await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}")).Status);
        }
    }

    [Fact]
    public async Task Second_erasure_changes_nothing()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        var again = await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        Assert.Equal(204, again.Status);
        Assert.Equal(2, (await api.SendAsync("GET", $"/api/users/{user.Id}/history")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Deleted_user_can_be_erased_and_then_not_restored()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        Assert.Equal(204, (await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}")).Status);
        Assert.Equal(404, (await api.SendAsync("POST", $"/api/users/{user.Id}/restore")).Status);
    }

    [Fact]
    public async Task Erase_honours_if_match()
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}", ("If-Match", "\"x\""));

        Assert.Equal((412, user.ETag), (answer.Status, answer.ETag));
        Assert.Equal(200, (await api.SendAsync("GET", $"/api/users/{user.Id}")).Status);
    }

    [Fact]
    public async Task Replayed_creation_reveals_nothing_after_erasure()
    {
        var key = ("Idempotency-Key", "erased-later");
        var body = $$"""{"name":"Ada","email":"{{api.NextEmail()}}"}""";
        var user = await api.SendAsync("POST", "/api/users", body, key);
        await api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}");

        var again = await api.SendAsync("POST", "/api/users", body, key);

        Assert.Equal((201, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal((user.Id, ""), (again.Id, again.Json.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData(null, "application/json", 415)]
    [InlineData("{}", "text/plain", 415)]
    [InlineData("{}", "application/x-www-form-urlencoded", 415)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("""{"name":"Ada"}""", "application/json", 400)]
    public async Task Erase_needs_an_empty_json_object(string? body, string contentType, int status)
    {
        var user = await api.CreateAsync();
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body);

        var answer = await api.SendBytesAsync("POST", $"/api/users/{user.Id}/erase", bytes, contentType);

        Assert.Equal(status, answer.Status);
        Assert.Equal(200, (await api.SendAsync("GET", $"/api/users/{user.Id}")).Status);
    }

    [Fact]
    public async Task Erase_of_an_unknown_id_is_a_404() =>
        Assert.Equal(404, (await api.SendAsync("POST", "/api/users/9223372036854775807/erase", "{}")).Status);
}
