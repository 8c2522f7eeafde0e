namespace UsersService.Tests.Changes;

public sealed class RestoreTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Restored_user_is_as_before_with_a_new_tag()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", At(user));

        var restored = await api.SendAsync("POST", $"{At(user)}/restore");

        Assert.Equal((200, $"\"{user.Id}-3\"", user.Body), (restored.Status, restored.ETag, restored.Body));
        Assert.Equal(user.Body, (await api.SendAsync("GET", At(user))).Body);
    }

    [Fact]
    public async Task Restore_is_a_409_if_the_email_was_taken_since()
    {
        var user = await api.CreateAsync(email: "restore@example.com");
        await api.SendAsync("DELETE", At(user));
        await api.CreateAsync(email: "Restore@example.com");

        var answer = await api.SendAsync("POST", $"{At(user)}/restore");

        Assert.Equal((409, "Email already exists"), (answer.Status, answer.Error));
        Assert.Equal(404, (await api.SendAsync("GET", At(user))).Status);
    }

    [Fact]
    public async Task Restore_of_an_active_user_is_a_409()
    {
        var user = await api.CreateAsync();

        var answer = await api.SendAsync("POST", $"{At(user)}/restore");

        Assert.Equal((409, "User is not deleted", user.ETag), (answer.Status, answer.Error, answer.ETag));
    }

    [Fact]
    public async Task Restore_of_an_unknown_id_is_a_404() =>
        Assert.Equal(404, (await api.SendAsync("POST", "/api/users/9223372036854775807/restore")).Status);

    [Fact]
    public async Task Restore_honours_if_match()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", At(user));

        var old = await api.SendAsync("POST", $"{At(user)}/restore", null, ("If-Match", user.ETag!));
        var present = await api.SendAsync("POST", $"{At(user)}/restore", null, ("If-Match", old.ETag!));

        Assert.Equal((412, $"\"{user.Id}-2\"", 200), (old.Status, old.ETag, present.Status));
    }

    [Fact]
    public async Task Full_view_shows_when_a_user_was_deleted_and_will_be_purged()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", At(user));

        var export = (await api.SendAsync("GET", $"{At(user)}/export")).Json.GetProperty("user");

        var deletedAt = export.GetProperty("deleted_at").GetDateTimeOffset();
        Assert.Equal(deletedAt.AddDays(30), export.GetProperty("purge_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Full_view_of_one_user_has_four_more_members()
    {
        var user = await api.CreateAsync();

        var full = await api.SendAsync("GET", $"{At(user)}?view=full");

        Assert.Equal(
            ["id", "name", "email", "created_at", "updated_at", "deleted_at", "purge_at", "version"],
            full.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((1, user.ETag), (full.Json.GetProperty("version").GetInt32(), full.ETag));
    }

    private static string At(Answer user) => $"/api/users/{user.Id}";
}
