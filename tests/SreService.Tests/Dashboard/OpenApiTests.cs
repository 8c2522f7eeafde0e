using System.Net;
using System.Text.Json;
using Testing;

namespace SreService.Tests.Dashboard;

/// <summary>The OpenAPI document describes what is there.</summary>
public sealed class OpenApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_path_is_documented()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());

        var paths = (await system.GetAsync("/openapi/sre.json")).GetProperty("paths");

        Assert.Equal(
            ["/sre/dashboard", "/sre/health", "/sre/metrics", "/sre/capacity", "/sre/circuit-breakers", "/sre/probes",
                "/sre/alerts",
                "/sre/alerts/history", "/sre/runbooks/{name}", "/sre/notifications", "/sre/escalation", "/sre/silences",
                "/sre/slos/{id}/replay", "/sre/can-i-deploy", "/sre/incidents",
                "/sre/incidents/{id}", "/sre/action-items", "/sre/incidents/{id}/messages/{kind}",
                "/sre/incidents/{id}/post-mortem",
                "/sre/timeline", "/sre/slos", "/sre/slos/{id}", "/sre/slos/{id}/slices", "/sre/slos/{id}/history",
                "/sre/rules.prometheus.yml", "/sre/slos/{id}/ledger", "/sre/events"],
            paths.EnumerateObject().Select(path => path.Name));
        Assert.All(paths.EnumerateObject(), path =>
            Assert.NotEmpty(path.Value.GetProperty("get").GetProperty("summary").GetString()!));
    }

    [Fact]
    public async Task Unknown_and_repeated_query_parameters_are_refused_at_every_path()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());
        using var client = system.CreateClient();
        var paths = (await system.GetAsync("/openapi/sre.json")).GetProperty("paths").EnumerateObject();

        foreach (var path in paths)
        {
            var address = path.Name.Replace("{id}", "success").Replace("{kind}", "initial")
                .Replace("{name}", "burn_rate");
            foreach (var query in (string[])["?componet=gateway", "?id=1", "?Service=gateway"])
            {
                using var answer = await client.GetAsync(
                    new Uri(address + query, UriKind.Relative), TestContext.Current.CancellationToken);

                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{address}{query}: {answer.StatusCode}");
            }

            foreach (var name in Parameters(path.Value, "query"))
            {
                using var answer = await client.GetAsync(
                    new Uri($"{address}?{name}=1&{name}=2", UriKind.Relative), TestContext.Current.CancellationToken);

                Assert.Contains(
                    $"\"{name}\":[\"Given more than once.\"]",
                    await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                    StringComparison.Ordinal);
            }
        }

        static IEnumerable<string> Parameters(JsonElement path, string place) =>
            path.GetProperty("get").TryGetProperty("parameters", out var all)
                ? all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place)
                    .Select(one => one.GetProperty("name").GetString()!)
                : [];
    }

    [Theory]
    [InlineData("/sre/dashboard")]
    [InlineData("/sre/health")]
    [InlineData("/sre/metrics")]
    [InlineData("/sre/capacity")]
    [InlineData("/sre/circuit-breakers")]
    [InlineData("/sre/alerts")]
    [InlineData("/sre/alerts/history")]
    [InlineData("/sre/notifications")]
    [InlineData("/sre/silences")]
    [InlineData("/sre/incidents")]
    [InlineData("/sre/action-items")]
    [InlineData("/sre/probes")]
    [InlineData("/sre/escalation")]
    [InlineData("/sre/timeline")]
    [InlineData("/sre/slos")]
    public async Task Answer_has_the_documented_members(string path)
    {
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();
        var document = await system.GetAsync("/openapi/sre.json");

        var answer = await system.GetAsync(path);

        var schema = document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses")
            .GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref")
            .GetString()!;
        var described = document.GetProperty("components").GetProperty("schemas").GetProperty(schema.Split('/')[^1])
            .GetProperty("properties");
        Assert.Equal(Members(described).Order(), Members(answer).Order());
    }

    [Fact]
    public async Task Event_stream_is_documented_with_the_members_of_an_event()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());

        var content = (await system.GetAsync("/openapi/sre.json")).GetProperty("paths").GetProperty("/sre/events")
            .GetProperty("get")
            .GetProperty("responses").GetProperty("200").GetProperty("content");

        Assert.Equal(["text/event-stream"], Members(content));
        Assert.EndsWith(
            "/RoundEvent", content.GetProperty("text/event-stream").GetProperty("schema").GetProperty("$ref")
                .GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejections_are_documented_as_problem_details()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());

        var capacity = (await system.GetAsync("/openapi/sre.json")).GetProperty("paths").GetProperty("/sre/capacity")
            .GetProperty("get");

        Assert.True(capacity.GetProperty("responses").GetProperty("400").GetProperty("content").TryGetProperty(
            "application/problem+json", out _));
        Assert.Equal(["growth", "horizon"], capacity.GetProperty("parameters").EnumerateArray().Select(
            parameter => parameter.GetProperty("name").GetString()));
    }

    private static string[] Members(JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name)];
}
