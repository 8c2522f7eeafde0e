using System.Net.Http.Json;
using Testing;

namespace EndToEnd.Tests;

/// <summary>The gate of the deploy workflow asks the running system.</summary>
public sealed class ErrorBudgetGateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gate_decides_as_sre_service_does()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation);

        await PostAsync(system, "incidents", new
        {
            author = "Ada",
            component = "users-service",
            severity = "P1",
            title = "A backup is missing",
        });
        await DecidesAsync(system, 1, "users-service: freeze\n", "is open: A backup is missing");

        await PostAsync(system, "deploy-overrides", new
        {
            author = "Ada",
            service = "users-service",
            reason = "this is the fix",
            until = TimeProvider.System.GetUtcNow().AddHours(1),
        });
        await DecidesAsync(system, 0, "users-service: allow\n", "Ada allows deploys of users-service");

        await DecidesAsync(system, 1, "nobody: unknown\n", "Must be one of");
    }

    /// <summary>Waits for a decision: a follower of sre-service is a second behind its leader.</summary>
    private static Task<TimeSpan> DecidesAsync(RunningSystem system, int code, string decision, string reason) =>
        Eventually.HoldsAsync(
            async () =>
            {
                var (ended, output) = await GateAsync(system, decision.Split(':')[0]);
                return ended == code && output.Contains(decision, StringComparison.Ordinal)
                    && output.Contains(reason, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(30));

    private static Task<(int Code, string Output)> GateAsync(RunningSystem system, string service) =>
        Script.RunAsync(
            ".ci/steps/error-budget-gate", [service],
            ("SRE_ADDRESS", system.Topology.Gateway.GetLeftPart(UriPartial.Authority)));

    private static async Task PostAsync(RunningSystem system, string command, object body)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Operator-Key", system.OperatorKey);
        using var answer = await client.PostAsJsonAsync(
            new Uri(system.Topology.Of("sre").First().ManagementAddress, $"/internal/{command}"), body, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
