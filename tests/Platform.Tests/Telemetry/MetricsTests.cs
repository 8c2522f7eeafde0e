using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Requests;
using Platform.Telemetry;
using Testing;

namespace Platform.Tests.Telemetry;

[Collection(typeof(NonParallelCollection))]
public sealed class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_counted_by_outcome_and_health_checks_are_not()
    {
        await using var service = await StartAsync();

        await service.Client.GetAsync("/measured", Cancellation);
        await service.Client.GetAsync("/measured", Cancellation);
        await service.Client.GetAsync("/measured/breaks", Cancellation);
        await service.Client.GetAsync("/health/live", Cancellation);
        using var probe = new HttpRequestMessage(HttpMethod.Get, "/measured");
        probe.Headers.Add(TrafficClass.Header, TrafficClass.Probe);
        await service.Client.SendAsync(probe, Cancellation);

        // A request is measured when it is over, which may be just after its answer has arrived.
        string[] expected = ["bad server_error 1", "excluded probe 1", "good  2"];
        await Eventually.HoldsAsync(
            async () => expected.SequenceEqual(await OutcomesAsync(service)), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Histogram_has_an_edge_at_each_latency_limit()
    {
        await using var service = await StartAsync();
        await service.Client.GetAsync("/measured", Cancellation);

        string[] expected =
            [.. TelemetryModule.DurationEdges.Select(edge => edge.ToString(CultureInfo.InvariantCulture)), "+Inf"];
        await Eventually.HoldsAsync(
            async () => expected.SequenceEqual(await EdgesAsync(service)), TimeSpan.FromSeconds(15));
        Assert.Contains(0.2, TelemetryModule.DurationEdges);
        Assert.Contains(2, TelemetryModule.DurationEdges);
    }

    [Fact]
    public async Task Metrics_contain_identity_start_time_and_resource_limits()
    {
        await using var service = await StartAsync();

        Assert.Equal(
            "replica-7", Label(Assert.Single(await LinesAsync(service, "target_info")), "service_instance_id"));
        var started = Value(Assert.Single(await LinesAsync(service, "process_start_time_seconds")));
        Assert.InRange(double.Parse(started, CultureInfo.InvariantCulture), 1_700_000_000, 4_000_000_000);
        string[] names =
        [
            "process_cpu_time_seconds_total", "process_memory_usage_bytes", "process_memory_limit_bytes",
            "process_cpu_limit",
        ];
        foreach (var name in names)
        {
            Assert.True(
                double.Parse(Value(Assert.Single(await LinesAsync(service, name))), CultureInfo.InvariantCulture) > 0,
                name);
        }
    }

    /// <summary>They come and go with every replica, and a series stays until the process ends.</summary>
    [Fact]
    public async Task Addresses_of_outgoing_calls_are_no_metric_labels()
    {
        await using var service = await StartAsync();
        await service.Client.GetAsync("/measured", Cancellation);

        await Eventually.HoldsAsync(
            async () => await LinesAsync(service, "http_client_request_duration_seconds_count") is not [],
            TimeSpan.FromSeconds(15));

        var page = await service.Management.GetStringAsync("/metrics", Cancellation);
        Assert.DoesNotContain(
            page.Split('\n'),
            line => (line.StartsWith("http_client_", StringComparison.Ordinal) || line.StartsWith(
                "dns_", StringComparison.Ordinal))
                && (line.Contains("address=", StringComparison.Ordinal) || line.Contains(
                    "question_name=", StringComparison.Ordinal)));
    }

    /// <summary>
    /// The meters of other tests' services in this process are read too, so only this test's route counts.
    /// </summary>
    private static async Task<IEnumerable<string>> EdgesAsync(TestService service) =>
        from line in await LinesAsync(service, "http_server_request_duration_seconds_bucket")
        where line.Contains("http_route=\"/measured\"", StringComparison.Ordinal)
        select Label(line, "le");

    private static async Task<IEnumerable<string>> OutcomesAsync(TestService service) =>
        from line in await LinesAsync(service, "http_server_request_duration_seconds_count")
        where line.Contains("http_route=\"/measured", StringComparison.Ordinal)
        let outcome = $"{Label(line, "outcome")} {Label(line, "reason")} {Value(line)}"
        orderby outcome
        select outcome;

    private static Task<TestService> StartAsync() => TestService.StartAsync(
        app =>
        {
            app.MapGet("/measured", () => "served");
            app.MapGet("/measured/breaks", () => Results.StatusCode(503));
        },
        settings: ("Service:InstanceId", "replica-7"));

    private static async Task<string[]> LinesAsync(TestService service, string name)
    {
        var text = await service.Management.GetStringAsync("/metrics", Cancellation);
        return
        [
            .. text.Split('\n').Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal)
                || line.StartsWith($"{name} ", StringComparison.Ordinal)),
        ];
    }

    private static string Label(string line, string name) => line.Split($"{name}=\"")[1].Split('"')[0];

    private static string Value(string line) => line.Split(' ')[^1];
}
