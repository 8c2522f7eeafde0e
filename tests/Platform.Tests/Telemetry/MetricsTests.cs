using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Requests;
using Platform.Telemetry;

namespace Platform.Tests.Telemetry;

public sealed class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_counted_by_outcome_and_health_checks_are_not()
    {
        await using var service = await StartAsync();

        await service.Client.GetAsync("/thing", Cancellation);
        await service.Client.GetAsync("/thing", Cancellation);
        await service.Client.GetAsync("/breaks", Cancellation);
        await service.Client.GetAsync("/health/live", Cancellation);
        using var probe = new HttpRequestMessage(HttpMethod.Get, "/thing");
        probe.Headers.Add(TrafficClass.Header, TrafficClass.Probe);
        await service.Client.SendAsync(probe, Cancellation);

        // A request is measured when it is over, which may be just after its answer has arrived.
        var counts = await LinesAsync(service, "http_server_request_duration_seconds_count");
        Assert.Equal(
            ["bad server_error 1", "excluded probe 1", "good  2"],
            counts.Select(line => $"{Label(line, "outcome")} {Label(line, "reason")} {Value(line)}").Order());
    }

    [Fact]
    public async Task The_histogram_has_an_edge_at_each_limit_that_is_judged()
    {
        await using var service = await StartAsync();
        await service.Client.GetAsync("/thing", Cancellation);

        var edges = (await LinesAsync(service, "http_server_request_duration_seconds_bucket")).Select(line => Label(line, "le"));

        Assert.Equal(
            [.. TelemetryModule.DurationEdges.Select(edge => edge.ToString(CultureInfo.InvariantCulture)), "+Inf"],
            edges);
        Assert.Contains(0.2, TelemetryModule.DurationEdges);
        Assert.Contains(2, TelemetryModule.DurationEdges);
    }

    [Fact]
    public async Task A_replica_says_who_it_is_when_it_started_and_what_it_may_use()
    {
        await using var service = await StartAsync();

        Assert.Equal("replica-7", Label(Assert.Single(await LinesAsync(service, "target_info")), "service_instance_id"));
        var started = Value(Assert.Single(await LinesAsync(service, "process_start_time_seconds")));
        Assert.InRange(double.Parse(started, CultureInfo.InvariantCulture), 1_700_000_000, 4_000_000_000);
        foreach (var name in (string[])["process_cpu_time_seconds_total", "process_memory_usage_bytes", "process_memory_limit_bytes", "process_cpu_limit"])
        {
            Assert.True(double.Parse(Value(Assert.Single(await LinesAsync(service, name))), CultureInfo.InvariantCulture) > 0, name);
        }
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(
        app =>
        {
            app.MapGet("/thing", () => "served");
            app.MapGet("/breaks", () => Results.StatusCode(503));
        },
        settings: ("Service:InstanceId", "replica-7"));

    private static async Task<string[]> LinesAsync(TestService service, string name)
    {
        var text = await service.Management.GetStringAsync("/metrics", Cancellation);
        return [.. text.Split('\n').Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) || line.StartsWith($"{name} ", StringComparison.Ordinal))];
    }

    private static string Label(string line, string name) => line.Split($"{name}=\"")[1].Split('"')[0];

    private static string Value(string line) => line.Split(' ')[^1];
}
