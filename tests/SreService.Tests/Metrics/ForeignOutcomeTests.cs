using System.Globalization;
using System.Text.Json;
using SreService.Tests.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Metrics;

/// <summary>A service of another product, whose requests have no outcome of ours.</summary>
public sealed class ForeignOutcomeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private string _requests = "";
    private ReplicaServer _replica = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "orders.yaml"),
            """
            apiVersion: openslo/v1
            kind: SLO
            metadata: { name: orders }
            spec:
              service: orders
              budgetingMethod: Occurrences
              timeWindow: [{ duration: 30d, isRolling: true }]
              objectives: [{ target: 0.99 }]
              indicator:
                metadata: { name: orders }
                spec:
                  ratioMetric:
                    counter: true
                    good:
                      metricSource:
                        type: evenkeel
                        spec: { measure: requests, service: orders, outcomes: [good] }
                    total: { metricSource: { type: evenkeel, spec: { measure: requests, service: orders } } }
            """,
            TestContext.Current.CancellationToken);
        _replica = await new ReplicaServer(
            () => new ReplicaText("orders", "orders-1", SreSystem.Noon).ToString() + _requests).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("orders", _replica)
            .With("Objectives:Path", _folder).StartAsync();
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _replica.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("http_response_status_code=\"{0}\"")]
    [InlineData("http_response_status_code=\"{0}\",outcome=\"SERVER_ERROR\"")]
    public async Task Status_decides_without_an_outcome_of_ours(string labels)
    {
        Count(120, labels, 200);
        Count(120, labels, 500);
        await _system.TickAsync(12);

        var requests = await RequestsAsync();
        Assert.Equal(
            (240, 120, 50), (requests.Int("request_count"), requests.Int("error_count"), requests.Int("error_rate")));
        Assert.Equal(JsonValueKind.Null, requests.GetProperty("reason").ValueKind);
        Assert.Equal(50, (await _system.GetAsync("/sre/slos/orders")).GetProperty("sli_value").GetDouble());
    }

    [Theory]
    [InlineData("")]
    [InlineData("outcome=\"SERVER_ERROR\"")]
    public async Task Without_status_and_outcome_there_is_no_rate_and_a_reason(string labels)
    {
        Count(240, labels, 200);
        await _system.TickAsync(12);

        var requests = await RequestsAsync();
        Assert.Equal(240, requests.Int("request_count"));
        Assert.Equal(JsonValueKind.Null, requests.GetProperty("error_rate").ValueKind);
        Assert.Equal(
            "240 of 240 requests have neither an outcome nor a http_response_status_code", requests.Text("reason"));
        var objective = await _system.GetAsync("/sre/slos/orders");
        Assert.Equal(("no_data", 0), (objective.Text("state"), objective.Int("coverage")));
        Assert.Contains("are neither good nor bad", objective.Text("reason"), StringComparison.Ordinal);
    }

    private async Task<JsonElement> RequestsAsync() =>
        (await _system.GetAsync("/sre/metrics?service=orders")).GetProperty("metrics").GetProperty("application");

    private void Count(int times, string labels, int status)
    {
        const string Method = "http_request_method=\"GET\"";
        const string Name = "http_server_request_duration_seconds";
        var own = string.Format(CultureInfo.InvariantCulture, labels, status);
        var its = own.Length == 0 ? Method : $"{Method},{own}";
        _requests += $$"""
            {{Name}}_bucket{{{its}},le="+Inf"} {{times}}
            {{Name}}_sum{{{its}}} {{times}}
            {{Name}}_count{{{its}}} {{times}}

            """;
    }
}
