using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.Configuration;

namespace Platform.Telemetry;

/// <summary>OpenTelemetry: metrics for the management port; with a collector, metrics and traces over OTLP.</summary>
public static class TelemetryModule
{
    /// <summary>The meter and activity source of Evenkeel's own metrics and traces.</summary>
    public const string Source = "Evenkeel";

    /// <summary>
    /// Bucket boundaries in seconds: OpenTelemetry's advice for HTTP durations plus 0.2 (the latency objective) and 2
    /// (the alert on slow responses), because a ratio below a limit is exact only at a boundary.
    /// </summary>
    public static IReadOnlyList<double> DurationEdges { get; } =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];

    private static readonly string[] ClientTags = ["http.request.method", "http.response.status_code", "error.type"];

    /// <summary>Defaults of OpenTelemetry's own settings: every twentieth trace is recorded.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
        ["OTEL_TRACES_SAMPLER_ARG"] = "0.05",
    };

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessMetrics>().AddSingleton<RequestDuration>().AddSingleton<MetricsText>();
        builder.Services.AddSingleton<OutcomeRule>((context, _) => RequestOutcome.Of(context))
            .AddSingleton<RequestLog>();
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = Defaults });

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddDetector(services =>
            {
                var identity = services.GetRequiredService<ServiceIdentity>();
                return new Detector(ResourceBuilder.CreateEmpty()
                    .AddService(identity.Name, serviceVersion: identity.Version, serviceInstanceId: identity.InstanceId)
                    .Build());
            }))
            .WithMetrics(metrics => metrics
                // Of the web server only its connections: requests are measured here, without their clients' time.
                .AddMeter(Source, "Npgsql", "Microsoft.AspNetCore.Server.Kestrel")
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddView(Choose)
                // A cached page would put requests into the wrong minute, and lack the last ones of a process.
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));

        // Without a collector, traces would be made for nobody.
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(traces => traces
                .AddSource(Source)
                .AddAspNetCoreInstrumentation(http => http.Filter = IsUsersOwn)
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter());
        }
    }

    private static MetricStreamConfiguration? Choose(Instrument instrument) =>
        instrument.Name == RequestDuration.Name
            ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. DurationEdges] }
            : WithoutAddresses(instrument);

    /// <summary>
    /// Addresses come and go with replicas, and a series stays until the process ends: with a thousand replicas, the
    /// page of the service that scrapes them had 14 MB.
    /// </summary>
    private static MetricStreamConfiguration? WithoutAddresses(Instrument instrument) =>
        instrument.Meter.Name is "System.Net.Http" or "System.Net.NameResolution"
            ? new() { TagKeys = ClientTags }
            : null;

    private static bool IsUsersOwn(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics");

    private sealed class Detector(Resource resource) : IResourceDetector
    {
        public Resource Detect() => resource;
    }
}
