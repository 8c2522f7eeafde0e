using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>Clients of the original system keep working: same paths, statuses, members and values.</summary>
[Collection(SystemFixture.Registering)]
public sealed class OriginalClientTests(SystemFixture system)
{
    private HttpClient Client => system.Gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_is_an_array_of_four_members_newest_first()
    {
        await CreateAsync("First Person", Address());
        await CreateAsync("Second Person", Address());

        var users = await Client.GetFromJsonAsync<JsonElement>("/api/users", Cancellation);

        Assert.Equal("Second Person", users[0].GetProperty("name").GetString());
        Assert.All(users.EnumerateArray(), user => Assert.Equal(
            ["id", "name", "email", "created_at"], user.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task Create_returns_201_with_the_user()
    {
        var email = Address();

        using var response = await CreateAsync("Ada Lovelace", email);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var user = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("Ada Lovelace", user.GetProperty("name").GetString());
        Assert.Equal(email, user.GetProperty("email").GetString());
        Assert.Equal(JsonValueKind.Number, user.GetProperty("id").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", user.GetProperty("created_at").GetString()!);
    }

    [Fact]
    public async Task Duplicate_email_returns_409()
    {
        var email = Address();
        await CreateAsync("First", email);

        using var response = await CreateAsync("Second", email);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("Email already exists", await ErrorOfAsync(response));
    }

    [Theory]
    [InlineData("""{"name":"Ada","email":"nonsense"}""", "email", "Not a valid email address.")]
    [InlineData("""{"email":"ada@example.org"}""", "name", "Missing data for required field.")]
    [InlineData("""{"name":null,"email":"ada@example.org"}""", "name", "Field may not be null.")]
    [InlineData("""{"name":7,"email":"ada@example.org"}""", "name", "Not a valid string.")]
    public async Task Invalid_fields_return_400_and_are_named(string body, string field, string message)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync("/api/users", content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("Validation failed", problem.GetProperty("error").GetString());
        Assert.Equal(message, problem.GetProperty("details").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task Form_redirects_to_the_page_that_shows_the_user()
    {
        var email = Address();
        using var form = new FormUrlEncodedContent([new("name", "Grace Hopper"), new("email", email)]);

        using var response = await Client.PostAsync("/user", form, Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location?.ToString()));
        var page = await Client.GetStringAsync("/", Cancellation);
        Assert.Contains("User Management System", page, StringComparison.Ordinal);
        Assert.Contains(email, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incomplete_form_shows_the_page_with_the_reason()
    {
        using var form = new FormUrlEncodedContent([new("name", "Grace Hopper"), new("email", "")]);

        using var response = await Client.PostAsync("/user", form, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Name and email are required", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Grace Hopper\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_has_the_original_members_and_the_new_ones()
    {
        using var response = await Client.GetAsync("/health", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var health = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal("connected", health.GetProperty("database").GetString());
        Assert.True(health.GetProperty("response_time_ms").GetDouble() >= 0);
        Assert.Equal(
            ["sre-service", "users-service", "web-frontend"],
            health.GetProperty("services").EnumerateObject().Select(service => service.Name).Order());
        Assert.True(health.TryGetProperty("timestamp", out _));
        Assert.True(health.TryGetProperty("slos", out _));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/users/999999999")]
    [InlineData("/api/users/x")]
    [InlineData("/metrics")]
    [InlineData("/internal/info")]
    public async Task Unknown_path_returns_404_with_a_body(string path)
    {
        using var response = await Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found", await ErrorOfAsync(response));
    }

    private static string Address() => $"{Guid.NewGuid():N}@example.org";

    private Task<HttpResponseMessage> CreateAsync(string name, string email) =>
        Client.PostAsJsonAsync("/api/users", new { name, email }, Cancellation);

    private static async Task<string?> ErrorOfAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error").GetString();
}
