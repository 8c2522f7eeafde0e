using System.Text.Json;

namespace UsersService.Tests.Description;

public sealed class OpenApiTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Every_call_is_described()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

        Assert.Equal(
            ["delete /api/users/{id}", "get /api/users", "get /api/users/{id}", "patch /api/users/{id}", "post /api/users", "put /api/users/{id}"],
            paths.EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject(), (path, call) => $"{call.Name} {path.Name}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_user_is_described_as_it_is_sent()
    {
        var user = await api.CreateAsync();

        var schema = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty("User").GetProperty("properties");

        Assert.Equal(user.Json.EnumerateObject().Select(member => member.Name), schema.EnumerateObject().Select(member => member.Name));
        Assert.Equal("integer", schema.GetProperty("id").GetProperty("type").GetString());
        Assert.Equal("date-time", schema.GetProperty("created_at").GetProperty("format").GetString());
    }

    [Fact]
    public async Task A_problem_is_described_as_it_is_sent()
    {
        var problem = await api.SendAsync("POST", "/api/users", "{}");

        var schema = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty("ProblemDocument").GetProperty("properties");

        Assert.Equal(problem.Json.EnumerateObject().Select(member => member.Name), schema.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Every_answer_has_a_status_type_and_headers_that_are_described()
    {
        var document = await DocumentAsync();
        var user = await api.CreateAsync();
        var one = $"/api/users/{user.Id}";
        var tooLarge = "{}".PadRight(20_000);

        (string Call, string Path, Answer Answer)[] answers =
        [
            ("post", "/api/users", user),
            ("post", "/api/users", await api.SendAsync("POST", "/api/users", "{}")),
            ("post", "/api/users", await api.SendAsync("POST", "/api/users", user.Body.Replace($"\"id\":{user.Id},", "", StringComparison.Ordinal))),
            ("post", "/api/users", await api.CreateAsync(email: user.Json.GetProperty("email").GetString())),
            ("post", "/api/users", await api.SendAsync("POST", "/api/users", tooLarge)),
            ("post", "/api/users", await api.SendBytesAsync("POST", "/api/users", [], "text/plain")),
            ("get", "/api/users", await api.SendAsync("GET", "/api/users")),
            ("get", "/api/users", await api.SendAsync("GET", "/api/users?limit=0")),
            ("get", "/api/users/{id}", await api.SendAsync("GET", one)),
            ("get", "/api/users/{id}", await api.SendAsync("GET", one, null, ("If-None-Match", "*"))),
            ("get", "/api/users/{id}", await api.SendAsync("GET", "/api/users/999999")),
            ("put", "/api/users/{id}", await api.SendAsync("PUT", one, user.Body)),
            ("put", "/api/users/{id}", await api.SendAsync("PUT", one, tooLarge)),
            ("patch", "/api/users/{id}", await api.SendAsync("PATCH", one, """{"name":"New"}""", ("If-Match", "\"x\""))),
            ("patch", "/api/users/{id}", await api.SendBytesAsync("PATCH", one, [], "text/plain")),
            ("delete", "/api/users/{id}", await api.SendAsync("DELETE", one, null, ("If-Match", "\"x\""))),
            ("delete", "/api/users/{id}", await api.SendAsync("DELETE", one)),
            ("delete", "/api/users/{id}", await api.SendAsync("DELETE", one)),
        ];

        Assert.All(answers, reply => AssertDescribed(
            document.GetProperty("paths").GetProperty(reply.Path).GetProperty(reply.Call).GetProperty("responses"), reply.Answer));
    }

    private static void AssertDescribed(JsonElement responses, Answer answer)
    {
        Assert.True(responses.TryGetProperty($"{answer.Status}", out var described), $"{answer.Status} is not described");
        if (answer.Body.Length > 0)
        {
            Assert.True(described.GetProperty("content").TryGetProperty(answer.ContentHeaders.ContentType!.MediaType!, out _));
        }

        foreach (var name in new[] { "ETag", "Location", "Link", "Last-Modified", "X-Result-Truncated" }.Where(name => answer.Header(name) is not null))
        {
            Assert.True(described.GetProperty("headers").TryGetProperty(name, out _), $"{answer.Status} {name} is not described");
        }
    }

    private async Task<JsonElement> DocumentAsync() => (await api.SendAsync("GET", "/openapi/users.json")).Json;
}
