using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Gateway.Tests.Health;

public sealed class HealthEndpointTests(PlainGateway gateway) : IClassFixture<PlainGateway>, IAsyncLifetime
{
    private static readonly RequestDelegate Ready = context => context.Response.WriteAsync("""{"status":"ready"}""");

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        gateway.Users[0].Ready = gateway.Sre.Ready = gateway.Web.Ready = Ready;
        gateway.Sre.Answer = context => context.Response.WriteAsync(
            """
            {"timestamp":"x","slos":[
                {"id":"availability","status":"met","target":0.999},{"id":"latency","status":"no_data"}]}
            """);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Health_is_healthy_when_all_services_are_ready()
    {
        var (status, report) = await AskAsync();
        // The first request of a cold process may take longer than the gateway waits for the objectives.
        await Eventually.HoldsAsync(
            async () => ((status, report) = await AskAsync()).report["slos"] is JsonObject, TimeSpan.FromSeconds(30));

        Assert.Equal(
            (200, "healthy", "connected", "healthy", 1, "met", "no_data"),
            (status, (string?)report["status"], (string?)report["database"],
                (string?)report["services"]!["users-service"]!["status"],
                (int)report["services"]!["web-frontend"]!["replicas"]!["healthy"]!,
                (string?)report["slos"]!["availability"], (string?)report["slos"]!["latency"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", (string?)report["timestamp"]);
        Assert.InRange((double)report["response_time_ms"]!, 0, 5000);
    }

    [Fact]
    public async Task Unavailable_database_makes_health_unhealthy()
    {
        gateway.Users[0].Ready = NotReady("database unavailable");

        var (status, report) = await AskAsync();

        Assert.Equal(
            (503, "unhealthy", "disconnected", "degraded", "database unavailable"),
            (status, (string?)report["status"], (string?)report["database"],
                (string?)report["services"]!["users-service"]!["status"],
                (string?)report["services"]!["users-service"]!["reason"]));
    }

    [Fact]
    public async Task Database_is_unknown_when_users_service_hangs()
    {
        gateway.Users[0].Ready = Hang;

        // What the replica said late before may be in the first response.
        await Eventually.EqualAsync((503, "unknown", "does not answer"), async () =>
        {
            var (status, report) = await AskAsync();
            return (
                status, (string?)report["database"]!, (string?)report["services"]!["users-service"]!["reason"]!);
        });
    }

    [Fact]
    public async Task Unready_service_beside_the_path_degrades_health()
    {
        gateway.Web.Ready = NotReady("draining");

        var (status, report) = await AskAsync();

        Assert.Equal(
            (200, "degraded", "draining"),
            (status, (string?)report["status"], (string?)report["services"]!["web-frontend"]!["reason"]));
    }

    [Fact]
    public async Task Late_objectives_are_unknown_and_do_not_delay_the_response()
    {
        gateway.Sre.Answer = Hang;

        var (report, took) = await FastestAsync();

        Assert.Equal("unknown", (string?)report["slos"]);
        Assert.InRange(took, TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task Hanging_services_do_not_delay_the_response()
    {
        gateway.Sre.Ready = Hang;
        gateway.Web.Ready = Hang;

        var (report, took) = await FastestAsync();

        Assert.Equal("does not answer", (string?)report["services"]!["web-frontend"]!["reason"]);
        Assert.Equal("does not answer", (string?)report["services"]!["sre-service"]!["reason"]);
        Assert.InRange(took, TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task Reason_that_takes_a_second_is_in_the_next_response()
    {
        gateway.Users[0].Ready = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
            await NotReady("database unavailable")(context);
        };

        await Eventually.HoldsAsync(
            async () => (string?)(await AskAsync()).Report["database"] == "disconnected", TimeSpan.FromSeconds(15));
        var (_, took) = await FastestAsync();

        Assert.InRange(took, TimeSpan.Zero, Limit);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"slos":[{"id":"availability"}]}""")]
    [InlineData("""{"slos":null}""")]
    public async Task Unreadable_objectives_are_unknown(string answer)
    {
        gateway.Sre.Answer = context => context.Response.WriteAsync(answer);

        var (_, report) = await AskAsync();

        Assert.Equal("unknown", (string?)report["slos"]);
    }

    [Fact]
    public async Task Gateway_is_ready_whatever_the_state_of_its_services()
    {
        gateway.Users[0].Ready = NotReady("database unavailable");

        var ready = await gateway.Client.GetAsync("/health/ready", Cancellation);

        Assert.Equal(200, (int)ready.StatusCode);
    }

    /// <returns>The fastest of three: a machine that stalls is slow, but not every time.</returns>
    private async Task<(JsonNode Report, TimeSpan Took)> FastestAsync()
    {
        Answer[] answers = [await ReadAsync(), await ReadAsync(), await ReadAsync()];
        var fastest = answers.MinBy(answer => answer.Took)!;
        return (fastest.Report, fastest.Took);
    }

    private static Task Hang(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    private static RequestDelegate NotReady(string reason) => context =>
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsync($$"""{"status":"not_ready","reason":"{{reason}}"}""");
    };

    private async Task<(int Status, JsonNode Report)> AskAsync()
    {
        var answer = await ReadAsync();
        return (answer.Status, answer.Report);
    }

    /// <summary>Repeats the request until the response is newer than this call: responses are shared for 1 s.</summary>
    private async Task<Answer> ReadAsync()
    {
        var since = TimeProvider.System.GetUtcNow();
        Answer? latest = null;
        await Eventually.HoldsAsync(
            async () => (latest = await RequestAsync()).At > since, TimeSpan.FromSeconds(5));
        return latest!;
    }

    private async Task<Answer> RequestAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await gateway.Client.GetAsync("/health", Cancellation);
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        return new((int)response.StatusCode, report, TimeProvider.System.GetElapsedTime(started));
    }

    private sealed record Answer(int Status, JsonNode Report, TimeSpan Took)
    {
        public DateTimeOffset At { get; } =
            DateTimeOffset.Parse((string)Report["timestamp"]!, CultureInfo.InvariantCulture);
    }
}
