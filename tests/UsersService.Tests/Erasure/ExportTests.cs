namespace UsersService.Tests.Erasure;

public sealed class ExportTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Export_is_a_file_with_all_data_about_a_user()
    {
        var user = await api.SendAsync(
            "POST", "/api/users", """{"name":"Ada","email":"export@example.com"}""", ("Idempotency-Key", "export"));
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"Augusta"}""");

        var export = await api.SendAsync("GET", $"/api/users/{user.Id}/export");

        Assert.Equal(
            (200, $"attachment; filename=\"user-{user.Id}.json\"", "no-store"),
            (export.Status, export.Header("Content-Disposition"), export.Header("Cache-Control")));
        Assert.Equal(
            ["id", "name", "email", "created_at", "updated_at", "deleted_at", "purge_at", "version", "erased_at"],
            export.Json.GetProperty("user").EnumerateObject().Select(member => member.Name));
        Assert.Equal("Augusta", export.Json.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal(
            (await api.SendAsync("GET", $"/api/users/{user.Id}/history"))
                .Body, export.Json.GetProperty("history").GetRawText());
        var key = Assert.Single(export.Json.GetProperty("idempotency_keys").EnumerateArray());
        Assert.Equal(["key", "created_at", "expires_at"], key.EnumerateObject().Select(member => member.Name));
        Assert.Equal("export", key.GetProperty("key").GetString());
    }

    [Fact]
    public async Task Deleted_user_can_be_exported()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        Assert.Equal(200, (await api.SendAsync("GET", $"/api/users/{user.Id}/export")).Status);
    }

    [Fact]
    public async Task Export_of_an_unknown_id_is_a_404() =>
        Assert.Equal(404, (await api.SendAsync("GET", "/api/users/9223372036854775807/export")).Status);
}
