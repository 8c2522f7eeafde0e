using System.Text.Json;

namespace UsersService.Tests.History;

public sealed class HistoryTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Changes_are_listed_newest_first_with_old_and_new_values()
    {
        var user = await api.CreateAsync("Ada", "ada.history@example.com");
        await api.SendAsync("PATCH", At(user), """{"name":"Augusta"}""");
        await api.SendAsync("DELETE", At(user));
        await api.SendAsync("POST", $"{At(user)}/restore");

        var history = await HistoryAsync(user);

        Assert.Equal(["restored", "deleted", "updated", "created"], history.Select(entry => Text(entry, "action")));
        Assert.Equal(
            "[{\"field\":\"name\",\"old\":\"Ada\",\"new\":\"Augusta\"}]",
            history[2].GetProperty("changes").GetRawText());
        Assert.Equal(
            """[{"field":"name","old":null,"new":"Ada"},"""
            + """{"field":"email","old":null,"new":"ada.history@example.com"}]""",
            history[3].GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task Deletion_and_restoration_change_deleted_at()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", At(user));
        await api.SendAsync("POST", $"{At(user)}/restore");

        var history = await HistoryAsync(user);

        var deleted = Assert.Single(history[1].GetProperty("changes").EnumerateArray());
        var restored = Assert.Single(history[0].GetProperty("changes").EnumerateArray());
        Assert.Equal(("deleted_at", null), (Text(deleted, "field"), Text(deleted, "old")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", Text(deleted, "new"));
        Assert.Equal((Text(deleted, "new"), null), (Text(restored, "old"), Text(restored, "new")));
    }

    [Fact]
    public async Task Entry_names_the_request_and_the_actor()
    {
        var user = await api.CreateAsync();
        await api.SendAsync(
            "PATCH", At(user), """{"name":"New"}""", ("X-Request-Id", "mine-7"), ("X-Evenkeel-Request-Id", "ours-7"));

        var entry = (await HistoryAsync(user))[0];

        Assert.Equal(
            ("ours-7", "mine-7", "anonymous"),
            (Text(entry, "request_id"), Text(entry, "client_request_id"), Text(entry, "actor")));
        Assert.Equal(
            ["seq", "at", "actor", "action", "request_id", "client_request_id", "changes"],
            entry.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("POST", "/restore", null)]
    [InlineData("DELETE", "", null)]
    [InlineData("PATCH", "", """{"name":"New"}""")]
    public async Task Every_change_keeps_the_id_of_the_client(string method, string path, string? body)
    {
        var user = await api.CreateAsync();
        if (path == "/restore")
        {
            await api.SendAsync("DELETE", At(user));
        }

        await api.SendAsync(method, At(user) + path, body, ("X-Request-Id", "mine-8"));

        var history = await HistoryAsync(user);
        Assert.Equal("mine-8", Text(history[0], "client_request_id"));
        Assert.Null(Text(history[^1], "client_request_id"));
    }

    [Theory]
    [InlineData("has a space")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Id_of_the_client_is_null_when_it_is_not_acceptable(string offered)
    {
        var user = await api.CreateAsync();
        await api.SendAsync("PATCH", At(user), """{"name":"New"}""", ("X-Request-Id", offered));

        Assert.Null(Text((await HistoryAsync(user))[0], "client_request_id"));
    }

    [Fact]
    public async Task Erasing_a_user_removes_the_ids_of_clients()
    {
        var user = await api.SendAsync(
            "POST", "/api/users", $$"""{"name":"Ada","email":"{{api.NextEmail()}}"}""", ("X-Request-Id", "mine-9"));
        Assert.Equal("mine-9", Text(Assert.Single(await HistoryAsync(user)), "client_request_id"));

        await api.SendAsync("POST", $"{At(user)}/erase", "{}", ("X-Request-Id", "mine-11"));

        Assert.All(await HistoryAsync(user), entry => Assert.Null(Text(entry, "client_request_id")));
    }

    [Fact]
    public async Task Change_without_effect_has_no_entry()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("PUT", At(user), user.Body);
        await api.SendAsync("PATCH", At(user), """{"name":"New"}""", ("If-Match", "\"x\""));

        Assert.Single(await HistoryAsync(user));
    }

    [Fact]
    public async Task Links_lead_to_the_next_page_and_back()
    {
        var user = await api.CreateAsync("Name 0");
        foreach (var number in Enumerable.Range(1, 6))
        {
            await api.SendAsync("PATCH", At(user), $$"""{"name":"Name {{number}}"}""");
        }

        var first = await api.SendAsync("GET", $"{At(user)}/history?limit=3");
        var second = await api.SendAsync("GET", Link(first, "next")!);
        var third = await api.SendAsync("GET", Link(second, "next")!);
        var back = await api.SendAsync("GET", Link(second, "prev")!);

        var all = (await HistoryAsync(user)).Select(entry => entry.GetRawText());
        Assert.Equal(
            all,
            new[] { first, second, third }.SelectMany(page => page.Json.EnumerateArray())
                .Select(entry => entry.GetRawText()));
        Assert.Equal((null, null), (Link(third, "next"), Link(first, "prev")));
        Assert.Equal((first.Body, null), (back.Body, Link(back, "prev")));
        Assert.Equal(first.Body, (await api.SendAsync("GET", Link(third, "first")!)).Body);
    }

    [Fact]
    public async Task Cursor_of_one_users_history_is_refused_for_another_user()
    {
        var user = await api.CreateAsync();
        var other = await api.CreateAsync();
        await api.SendAsync("DELETE", At(user));
        var next = Link(await api.SendAsync("GET", $"{At(user)}/history?limit=1"), "next")!;

        var answer = await api.SendAsync(
            "GET", next.Replace($"/{user.Id}/", $"/{other.Id}/", StringComparison.Ordinal));

        Assert.Equal((400, "Invalid cursor"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("q=x")]
    public async Task Unknown_parameters_are_refused(string query)
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync("GET", $"{At(user)}/history?{query}");

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task History_of_an_unknown_id_is_a_404() =>
        Assert.Equal(404, (await api.SendAsync("GET", "/api/users/9223372036854775807/history")).Status);

    private static string At(Answer user) => $"/api/users/{user.Id}";

    private static string? Text(JsonElement entry, string member) => entry.GetProperty(member).GetString();

    private static string? Link(Answer page, string relation) => page.Header("Link")?.Split(", ")
        .FirstOrDefault(link => link.EndsWith($"rel=\"{relation}\"", StringComparison.Ordinal))?[1..].Split('>')[0];

    private async Task<JsonElement[]> HistoryAsync(Answer user) =>
        [.. (await api.SendAsync("GET", $"{At(user)}/history")).Json.EnumerateArray()];
}
