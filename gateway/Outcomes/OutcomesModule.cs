using System.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Requests;
using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Outcomes;

/// <summary>The gateway's word on every request: the count that the objectives are measured by.</summary>
internal static class OutcomesModule
{
    public static void UseOutcomes(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var started = Stopwatch.GetTimestamp();

        await next(context);

        context.SetOutcome(OutcomeRules.Classify(new Exchange(
            context.Response.StatusCode,
            context.GetForwarderErrorFeature()?.Error ?? ForwarderError.None,
            Stopwatch.GetElapsedTime(started),
            context.TrafficClassOf(),
            context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null,
            IsStream(context.Response))));
    });

    private static bool IsStream(HttpResponse response) =>
        response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;
}
