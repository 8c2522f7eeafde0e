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
    public async Task Change_without_a_condition_is_a_428_with_the_current_tag(string method, string path, string? body)
    {
        var user = await _api.CreateAsync();

        var answer = await _api.SendAsync(method, $"/api/users/{user.Id}{path}", body, ("Idempotency-Key", "required"));

        Assert.Equal((428, "Precondition required", user.ETag), (answer.Status, answer.Error, answer.ETag));
        Assert.Equal(user.ETag, (await _api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Change_with_a_condition_succeeds()
    {
        var user = await _api.CreateAsync();

        var answer = await _api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", user.ETag!));

        Assert.Equal(204, answer.Status);
    }

    [Fact]
    public async Task Erase_needs_no_condition()
    {
        var user = await _api.CreateAsync();

        Assert.Equal(204, (await _api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}")).Status);
    }

    [Fact]
    public async Task Unknown_id_is_a_404_without_a_condition() =>
        Assert.Equal(404, (await _api.SendAsync("DELETE", "/api/users/999999")).Status);
}
