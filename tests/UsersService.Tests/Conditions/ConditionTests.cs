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

    private Task<Answer> PatchAsync(Answer user, string ifMatch, string name = "New") =>
        api.SendAsync("PATCH", $"/api/users/{user.Id}", $$"""{"name":"{{name}}"}""", ("If-Match", ifMatch));
}
