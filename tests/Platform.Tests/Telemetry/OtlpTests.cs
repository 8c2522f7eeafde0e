using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Testing;

namespace Platform.Tests.Telemetry;

public sealed class OtlpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_and_traces_are_sent_to_the_configured_collector()
    {
        var received = new ConcurrentDictionary<string, string>();
        var bothArrived = new TaskCompletionSource();
        await using var collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add($"http://127.0.0.1:{FreePorts.Next()}");
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Cancellation);
            received[context.Request.Path] = Encoding.Latin1.GetString(body.ToArray());
            if (received.Count == 2)
            {
                bothArrived.TrySetResult();
            }
        });
        await collector.StartAsync(Cancellation);

        await using var service = await TestService.StartAsync(
            app => app.MapGet("/thing", () => "served"),
            settings:
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_BSP_SCHEDULE_DELAY", "100"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
                ("OTEL_TRACES_SAMPLER", "always_on"),
            ]);
        await service.Client.GetAsync("/thing", Cancellation);

        await bothArrived.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Keys.Order());
        Assert.All(received.Values, body => Assert.Contains("test-service", body, StringComparison.Ordinal));
    }
}
