using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Deploys;

public sealed class DeployEndpointTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Deploys_freeze_before_the_first_scrape()
    {
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();

        var (status, answer) = await AskAsync(system, "?service=users-service");

        Assert.Equal((HttpStatusCode.Conflict, "freeze"), (status, answer.GetProperty("decision").GetString()));
        Assert.Contains("stale_data", Codes(answer));
        Assert.Equal(
            ["availability", "freshness", "latency", "success"],
            answer.GetProperty("objectives").EnumerateArray().Select(objective => objective.GetString()!).Order());
    }

    [Fact]
    public async Task Deploys_are_allowed_after_a_good_hour_and_freeze_on_a_failure()
    {
        var gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "objectives", "success.yaml"),
            Path.Combine(_folder, "success.yaml"));
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica)
            .With("Objectives:Path", _folder).StartAsync();
        for (var minute = 0; minute < 62; minute++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(55));
            gateway.Answered(60, 0.01);
            await system.TickAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(system, "?service=gateway")).Status);

        gateway.Answered(600, 0.01, "bad", "timeout");
        await system.TickAsync();
        var (status, answer) = await AskAsync(system, "?service=gateway");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("alert", Codes(answer));
    }

    [Fact]
    public async Task First_version_is_allowed_within_the_first_hour_until_another_was_deployed()
    {
        var gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddMinutes(-1));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "objectives", "success.yaml"),
            Path.Combine(_folder, "success.yaml"));
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica)
            .With("Objectives:Path", _folder).StartAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(55));
            gateway.Answered(60, 0.01);
            await system.TickAsync();
        }

        var (_, answer) = await AskAsync(system, "?service=gateway");
        Assert.Equal(("allow", "first_version"), (
            answer.GetProperty("decision").GetString(), Assert.Single(Codes(answer))));

        var text = gateway.ToString().Replace("1.2.3", "1.2.4").Replace("gateway-1", "gateway-2");
        replica.Answer = context => context.Response.WriteAsync(text);
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () =>
            Codes((await AskAsync(system, "?service=gateway")).Answer).Contains("coverage"));
    }

    [Fact]
    public async Task Operator_overrides_the_gate_which_is_in_the_timeline()
    {
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            service = "gateway",
            author = "Ada",
            reason = "the fix",
            until = SreSystem.Noon.AddHours(1),
        });

        Assert.Equal(201, (await system.PostAsync("/internal/deploy-overrides", body)).Status);

        var (status, answer) = await AskAsync(system, "?service=gateway");
        Assert.Equal((HttpStatusCode.OK, "allow"), (status, answer.GetProperty("decision").GetString()));
        Assert.Contains("stale_data", Codes(answer));
        Assert.Contains("override", Codes(answer));
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(system, "?service=users-service")).Status);
        var until = Uri.EscapeDataString(system.Clock.GetUtcNow().AddMinutes(1).ToString("O"));
        var note = Assert.Single((await system.GetAsync($"/sre/timeline?kind=note&until={until}"))
            .GetProperty("happenings").EnumerateArray());
        Assert.Equal(
            "Ada allows deploys until 2026-11-23 13:00:00Z: the fix", note.GetProperty("text").GetString());

        system.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(system, "?service=gateway")).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"service\":\"nobody\",\"author\":\"Ada\",\"reason\":\"x\",\"until\":\"2026-11-23T13:00:00Z\"}")]
    [InlineData("{\"service\":\"gateway\",\"author\":\"Ada\",\"reason\":\"x\",\"until\":\"2026-11-30T12:01:00Z\"}")]
    [InlineData("{\"service\":\"gateway\",\"author\":\"Ada\",\"reason\":\"\",\"until\":\"2026-11-23T13:00:00Z\"}")]
    public async Task Override_without_author_reason_service_or_end_is_refused(string body)
    {
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();

        var (status, _) = await system.PostAsync(
            "/internal/deploy-overrides", System.Text.Encoding.UTF8.GetBytes(body));

        Assert.Equal(400, status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?service=nobody")]
    public async Task Unknown_service_is_refused(string query)
    {
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();

        var (status, answer) = await AskAsync(system, query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(answer.GetProperty("details").TryGetProperty("service", out _));
    }

    private static IEnumerable<string?> Codes(JsonElement answer) =>
        answer.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString());

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(SreSystem system, string query)
    {
        using var client = system.CreateClient();
        using var answer = await client.GetAsync(new Uri($"/sre/can-i-deploy{query}", UriKind.Relative), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }
}
