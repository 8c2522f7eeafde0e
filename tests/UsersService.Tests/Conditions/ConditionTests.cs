namespace UsersService.Tests.Conditions;

public sealed class ConditionTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Change_of_the_current_version_succeeds()
    {
        var user = await api.CreateAsync();

        var patched = await PatchAsync(user, user.ETag!);

        Assert.Equal((200, $"\"{user.Id}-2\""), (patched.Status, patched.ETag));
    }

    [Fact]
    public async Task Change_of_an_old_version_is_a_412_with_the_current_tag()
    {
        var user = await api.CreateAsync();
        var changed = await PatchAsync(user, "*");

        var answer = await PatchAsync(user, user.ETag!, "Another");

        Assert.Equal((412, "Precondition failed", changed.ETag), (answer.Status, answer.Error, answer.ETag));
    }

    [Fact]
    public async Task Change_that_is_already_made_succeeds_for_an_old_version()
    {
        var user = await api.CreateAsync();
        var changed = await PatchAsync(user, user.ETag!);

        var repeated = await PatchAsync(user, user.ETag!);

        Assert.Equal((200, changed.ETag, changed.Body), (repeated.Status, repeated.ETag, repeated.Body));
    }

    [Theory]
    [InlineData("\"1-1\"")]
    [InlineData("\"nothing\"")]
    [InlineData("\"{0}-01\"")]
    [InlineData("\"{0}-99999999999\"")]
    [InlineData("W/\"{0}-1\"")]
    public async Task Other_tags_do_not_match(string tag)
    {
        await api.CreateAsync();
        var user = await api.CreateAsync();
        var tags = tag.Replace("{0}", $"{user.Id}", StringComparison.Ordinal);

        Assert.Equal(412, (await PatchAsync(user, tags)).Status);
        Assert.Equal(412, (await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", tags))).Status);
    }

    [Fact]
    public async Task One_matching_tag_of_several_is_enough()
    {
        var user = await api.CreateAsync();

        Assert.Equal(200, (await PatchAsync(user, $"\"x\", W/\"y\", {user.ETag}")).Status);
    }

    [Theory]
    [InlineData("If-Match", "PATCH")]
    [InlineData("If-Match", "PUT")]
    [InlineData("If-Match", "DELETE")]
    [InlineData("If-None-Match", "GET")]
    public async Task Invalid_condition_is_refused(string header, string method)
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync(
            method, $"/api/users/{user.Id}", method is "PATCH" or "PUT" ? "{}" : null, (header, "7-1"));

        Assert.Equal((400, "Invalid header"), (answer.Status, answer.Error));
        Assert.NotEmpty(answer.Details(header));
    }

    [Fact]
    public async Task Delete_honours_if_match()
    {
        var user = await api.CreateAsync();
        var changed = await PatchAsync(user, "*");

        var old = await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", user.ETag!));
        var present = await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", changed.ETag!));

        Assert.Equal((412, changed.ETag, 204), (old.Status, old.ETag, present.Status));
    }

    [Theory]
    [InlineData("\"{0}-1\"", 304)]
    [InlineData("W/\"{0}-1\"", 304)]
    [InlineData("\"x\", \"{0}-1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"{0}-2\"", 200)]
    public async Task Get_with_the_current_tag_is_a_304(string tags, int status)
    {
        var user = await api.CreateAsync();
        var condition = ("If-None-Match", tags.Replace("{0}", $"{user.Id}", StringComparison.Ordinal));

        var answer = await api.SendAsync("GET", $"/api/users/{user.Id}", null, condition);

        Assert.Equal((status, user.ETag, status == 200 ? user.Body : ""), (answer.Status, answer.ETag, answer.Body));
    }

    [Theory]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "\"{0}-2\"", 412)]
    [InlineData("If-Match", "W/\"{0}-1\"", 412)]
    [InlineData("If-Unmodified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", 200)]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT", 412)]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", 304)]
    [InlineData("If-Modified-Since", "Thursday, 01-Jan-26 00:00:00 GMT", 200)]
    [InlineData("If-Modified-Since", "Thu Jan  1 00:00:00 2026", 200)]
    public async Task Get_evaluates_every_condition(string header, string value, int status)
    {
        var user = await api.CreateAsync();
        var condition = (header, value.Replace("{0}", $"{user.Id}", StringComparison.Ordinal));

        var answer = await api.SendAsync("GET", $"/api/users/{user.Id}", null, condition);

        Assert.Equal((status, user.ETag), (answer.Status, answer.ETag));
    }

    [Fact]
    public async Task User_is_unmodified_since_its_last_modified()
    {
        var user = await api.CreateAsync();
        var path = $"/api/users/{user.Id}";
        var lastModified = (await api.SendAsync("GET", path)).Header("Last-Modified")!;

        Assert.Equal(304, (await api.SendAsync("GET", path, null, ("If-Modified-Since", lastModified))).Status);
        Assert.Equal(204, (await api.SendAsync("DELETE", path, null, ("If-Unmodified-Since", lastModified))).Status);
    }

    [Theory]
    [InlineData("If-None-Match", "*", 412)]
    [InlineData("If-None-Match", "current", 412)]
    [InlineData("If-None-Match", "W/current", 412)]
    [InlineData("If-None-Match", "\"1-9\", \"x\"", 200)]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT", 412)]
    [InlineData("If-Unmodified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", 200)]
    public async Task Changes_evaluate_every_condition(string header, string value, int status)
    {
        foreach (var (method, path, body) in ((string, string, string?)[])
        [
            ("PUT", "", """{"name":"New","email":"{0}@example.com"}"""), ("PATCH", "", """{"name":"New"}"""),
            ("DELETE", "", null), ("POST", "/restore", null),
        ])
        {
            var id = (await api.CreateAsync()).Id;
            var isDeleted = path == "/restore";
            if (isDeleted)
            {
                await api.SendAsync("DELETE", $"/api/users/{id}");
            }

            var current = isDeleted ? $"\"{id}-2\"" : $"\"{id}-1\"";
            var answer = await api.SendAsync(
                method, $"/api/users/{id}{path}", body?.Replace("{0}", $"new{id}", StringComparison.Ordinal),
                (header, value.Replace("current", current, StringComparison.Ordinal)));

            Assert.Equal((method, status == 200 && method == "DELETE" ? 204 : status), (method, answer.Status));
        }
    }

    [Fact]
    public async Task Put_that_changes_nothing_still_evaluates_if_none_match()
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync("PUT", $"/api/users/{user.Id}", user.Body, ("If-None-Match", "*"));

        Assert.Equal((412, user.ETag), (answer.Status, answer.ETag));
    }

    [Fact]
    public async Task Dates_beside_entity_tags_are_not_evaluated()
    {
        var user = await api.CreateAsync();

        var read = await api.SendAsync(
            "GET", $"/api/users/{user.Id}", null,
            ("If-None-Match", "\"x\""), ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"));
        var deleted = await api.SendAsync(
            "DELETE", $"/api/users/{user.Id}", null,
            ("If-Match", user.ETag!), ("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"));

        Assert.Equal((200, 204), (read.Status, deleted.Status));
    }

    [Theory]
    [InlineData("POST", "/api/users", "If-Match")]
    [InlineData("POST", "/api/users", "If-None-Match")]
    [InlineData("POST", "/api/users/{0}/erase", "If-None-Match")]
    [InlineData("POST", "/api/users/{0}/erase", "If-Unmodified-Since")]
    [InlineData("PUT", "/api/users/{0}", "If-Modified-Since")]
    [InlineData("GET", "/api/users", "If-Match")]
    [InlineData("GET", "/api/users", "If-Modified-Since")]
    [InlineData("GET", "/api/users/stats", "If-None-Match")]
    [InlineData("GET", "/api/users/{0}/history", "If-Modified-Since")]
    [InlineData("GET", "/api/users/{0}/export", "If-Unmodified-Since")]
    public async Task Condition_that_is_not_evaluated_is_refused(string method, string path, string header)
    {
        var user = await api.CreateAsync();
        var value = header.EndsWith("Match", StringComparison.Ordinal) ? "*" : "Thu, 01 Jan 2026 00:00:00 GMT";

        var answer = await api.SendAsync(
            method, path.Replace("{0}", $"{user.Id}", StringComparison.Ordinal), method == "GET" ? null : "{}",
            (header, value));

        Assert.Equal((400, "Invalid header"), (answer.Status, answer.Error));
        Assert.Equal(["Not supported for this request."], answer.Details(header));
    }

    [Theory]
    [InlineData("If-Modified-Since", "2026-01-01T00:00:00Z")]
    [InlineData("If-Unmodified-Since", "Mon, 01 Jan 2026 00:00:00 GMT")]
    [InlineData("If-Unmodified-Since", "yesterday")]
    public async Task Invalid_date_is_refused(string header, string value)
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync("GET", $"/api/users/{user.Id}", null, (header, value));

        Assert.Equal(400, answer.Status);
        Assert.Equal(["Not an HTTP date."], answer.Details(header));
    }

    private Task<Answer> PatchAsync(Answer user, string ifMatch, string name = "New") =>
        api.SendAsync("PATCH", $"/api/users/{user.Id}", $$"""{"name":"{{name}}"}""", ("If-Match", ifMatch));
}
