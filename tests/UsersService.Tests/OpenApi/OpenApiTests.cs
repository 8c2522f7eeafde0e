using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UsersService.Tests.OpenApi;

public sealed class OpenApiTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Every_operation_is_documented()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

        Assert.Equal(
            [
                "delete /api/users/{id}", "get /api/users", "get /api/users/stats", "get /api/users/{id}",
                "get /api/users/{id}/export", "get /api/users/{id}/history", "patch /api/users/{id}", "post /api/users",
                "post /api/users/{id}/erase", "post /api/users/{id}/restore", "put /api/users/{id}",
            ],
            paths.EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject(), (path, call) => $"{call.Name} {path.Name}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task User_is_documented_as_sent()
    {
        var user = await api.CreateAsync();

        var schema = (await DocumentAsync())
            .GetProperty("components").GetProperty("schemas").GetProperty("User").GetProperty("properties");

        Assert.Equal(
            user.Json.EnumerateObject().Select(member => member.Name),
            schema.EnumerateObject().Select(member => member.Name));
        Assert.Equal("integer", schema.GetProperty("id").GetProperty("type").GetString());
        Assert.Equal("date-time", schema.GetProperty("created_at").GetProperty("format").GetString());
    }

    [Fact]
    public async Task Problem_is_documented_as_sent()
    {
        var problem = await api.SendAsync("POST", "/api/users", "{}");

        var schema = (await DocumentAsync())
            .GetProperty("components").GetProperty("schemas").GetProperty("ProblemDocument").GetProperty("properties");

        Assert.Equal(
            problem.Json.EnumerateObject().Select(member => member.Name),
            schema.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("GET", "/api/users/999999", "the status is not described")]
    [InlineData("GET", "/api/users?limit=1", "the header Link is not described")]
    [InlineData("POST", "/api/users", "/details/name: array is not string")]
    public async Task Undocumented_answer_fails_the_test_that_got_it(
        string method, string path, string fault)
    {
        await api.CreateAsync();
        await api.CreateAsync();
        using var client = new HttpClient(new AsDescribed(Without(await DocumentAsync())));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(api.Client.BaseAddress!, path));
        request.Content = method == "POST" ? JsonContent.Create(new { }) : null;

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(
            () => client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The document without a status, without a header and with another type.</summary>
    private static JsonElement Without(JsonElement document)
    {
        var changed = JsonNode.Parse(document.GetRawText())!;
        changed["paths"]!["/api/users/{id}"]!["get"]!["responses"]!.AsObject().Remove("404");
        changed["paths"]!["/api/users"]!["get"]!["responses"]!["200"]!["headers"]!.AsObject().Remove("Link");
        var problem = changed["components"]!["schemas"]!["ProblemDocument"]!;
        problem["properties"]!["details"]!["additionalProperties"]!["type"] = "string";
        return JsonSerializer.SerializeToElement(changed);
    }

    private async Task<JsonElement> DocumentAsync() => (await api.SendAsync("GET", "/openapi/users.json")).Json;
}
