using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Platform.Tests.Pipelines;

/// <summary>The gate fails closed. What a running system makes it say is a test of the whole system.</summary>
public sealed class ErrorBudgetGateTests
{
    private const string Reason = "This version is the fix.";

    [Theory]
    [InlineData("allow", 0, 0)]
    [InlineData("slow", 0, 0)]
    [InlineData("freeze", 0, 1)]
    [InlineData("allow", 6, 1)]
    [InlineData("whatever", 0, 1)]
    public async Task Only_a_recent_allow_or_slow_passes(string decision, int minutesOld, int expected)
    {
        await using var sre = await AnsweringAsync(Answer("gateway", decision, minutesOld));

        var (code, output) = await GateAsync(sre);

        Assert.Equal(expected, code);
        Assert.Contains("gateway: ", output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502 Bad Gateway</html>")]
    [InlineData("{\"decision\":\"allow\"}")]
    [InlineData("{\"error\":\"Invalid query parameter\"}")]
    public async Task Answer_that_cannot_be_read_does_not_pass(string answer)
    {
        await using var sre = await AnsweringAsync(answer);

        var (code, output) = await GateAsync(sre);

        Assert.Equal(1, code);
        Assert.Contains("gateway: unknown\n", output);
    }

    [Fact]
    public async Task Answer_about_another_service_does_not_pass()
    {
        await using var sre = await AnsweringAsync(Answer("users-service", "allow"));

        Assert.Equal(1, (await GateAsync(sre)).Code);
    }

    [Fact]
    public async Task Gate_that_nobody_answers_does_not_pass()
    {
        var (code, output) = await GateAsync($"http://127.0.0.1:{FreePorts.Next()}");

        Assert.Equal(1, code);
        Assert.Contains("gateway: unknown\n  no answer", output);
    }

    [Fact]
    public async Task Override_passes_and_is_recorded_with_author_and_reason()
    {
        await using var sre = await AnsweringAsync(Answer("gateway", "freeze"));
        var reason = $"{Reason} {Guid.NewGuid()}";

        var (code, output) = await GateAsync(sre, ("OVERRIDE_REASON", reason), ("OVERRIDE_AUTHOR", "Ada"));

        Assert.Equal(0, code);
        Assert.Contains($"gateway: freeze, overridden by Ada: {reason}", output);
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, "artifacts", "error-budget-gate.jsonl"),
            TestContext.Current.CancellationToken);
        var record = JsonElement.Parse(Assert.Single(lines, line => line.Contains(reason, StringComparison.Ordinal)));
        Assert.Equal("Ada", record.GetProperty("override").GetProperty("author").GetString());
        Assert.Equal(reason, record.GetProperty("override").GetProperty("reason").GetString());
        Assert.Equal("freeze", record.GetProperty("answer").GetProperty("decision").GetString());
    }

    [Theory]
    [InlineData("a fix", "Ada")]
    [InlineData(Reason, "")]
    public async Task Override_needs_an_author_and_a_reason(string reason, string author)
    {
        await using var sre = await AnsweringAsync(Answer("gateway", "allow"));

        Assert.Equal(2, (await GateAsync(sre, ("OVERRIDE_REASON", reason), ("OVERRIDE_AUTHOR", author))).Code);
    }

    [Fact]
    public async Task Gate_shows_the_token_of_the_run()
    {
        string? shown = null;
        await using var service = await TestService.StartAsync(app =>
        {
            app.MapGet("/token", (string audience) => new { value = $"token-for-{audience}" });
            app.MapGet("/sre/can-i-deploy", (HttpContext context) =>
            {
                shown = context.Request.Headers.Authorization;
                return Results.Text(Answer("gateway", "allow"));
            });
        });

        var address = Address(service);
        var (code, _) = await GateAsync(
            address, ("ACTIONS_ID_TOKEN_REQUEST_URL", $"{address}/token?version=1"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "of-the-run"));

        Assert.Equal((0, "Bearer token-for-sre-service"), (code, shown));
    }

    private static string Answer(string service, string decision, int minutesOld = 0) => JsonSerializer.Serialize(new
    {
        timestamp = TimeProvider.System.GetUtcNow().AddMinutes(-minutesOld),
        service,
        decision,
        reasons = Array.Empty<string>(),
    });

    private static Task<TestService> AnsweringAsync(string answer) => TestService.StartAsync(
        app => app.MapGet("/sre/can-i-deploy", () => Results.Text(answer)));

    private static string Address(TestService service) =>
        service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static Task<(int Code, string Output)> GateAsync(
        TestService sre, params (string, string?)[] variables) => GateAsync(Address(sre), variables);

    private static Task<(int Code, string Output)> GateAsync(
        string address, params (string, string?)[] variables) =>
        Script.RunAsync(".ci/steps/error-budget-gate", ["gateway"], [("SRE_ADDRESS", address), .. variables]);
}
