using Testing;

namespace UsersService.Tests.Conditions;

/// <summary>With <c>Users:RequireIfMatch</c>.</summary>
public sealed class RequiredConditionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private UsersApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = new UsersApi(await postgres.CreateDatabaseAsync(), ("Users:RequireIfMatch", "true"));
        await _api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("PUT", "", """{"name":"New","email":"new@example.com"}""")]
    [InlineData("PATCH", "", """{"name":"New"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/restore", null)]
    public async Task A_change_without_a_condition_is_refused_with_the_present_tag(string method, string path, string? body)
    {
        var user = await _api.CreateAsync();

        var answer = await _api.SendAsync(method, $"/api/users/{user.Id}{path}", body, ("Idempotency-Key", "required"));

        Assert.Equal((428, "Precondition required", user.ETag), (answer.Status, answer.Error, answer.ETag));
        Assert.Equal(user.ETag, (await _api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task A_change_with_a_condition_is_made()
    {
        var user = await _api.CreateAsync();

        var answer = await _api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", user.ETag!));

        Assert.Equal(204, answer.Status);
    }

    [Fact]
    public async Task Erasing_needs_none()
    {
        var user = await _api.CreateAsync();

        Assert.Equal(204, (await _api.SendAsync("POST", $"/api/users/{user.Id}/erase")).Status);
    }

    [Fact]
    public async Task Nobody_is_not_found() => Assert.Equal(404, (await _api.SendAsync("DELETE", "/api/users/999999")).Status);
}
