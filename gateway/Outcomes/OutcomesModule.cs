using System.Diagnostics;
using Gateway.Clients;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Requests;
using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Outcomes;

/// <summary>The gateway's word on every request: the count that the objectives are measured by.</summary>
internal static class OutcomesModule
{
    public static void UseOutcomes(this WebApplication app)
    {
        var clients = app.Services.GetRequiredService<ClientMeter>();
        app.Use(async (context, next) =>
        {
            var started = Stopwatch.GetTimestamp();

            await next(context);

            var outcome = OutcomeRules.Classify(new Exchange(
                context.Response.StatusCode,
                context.GetForwarderErrorFeature()?.Error ?? ForwarderError.None,
                Stopwatch.GetElapsedTime(started),
                context.TrafficClassOf(),
                Watching(context),
                IsStream(context.Response)));
            context.SetOutcome(outcome);
            clients.Count(context, outcome);
        });
    }

    /// <summary>
    /// A page that refreshes itself for the person on call would drown users' failures in its own successes, so a route
    /// whose metadata names its audience <c>operators</c> is not counted.
    /// </summary>
    private static string? Watching(HttpContext context) =>
        context.GetEndpoint() is not { } endpoint ? null
        : endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null ? "health"
        : endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault("Audience") == "operators" ? "operations"
        : null;

    private static bool IsStream(HttpResponse response) =>
        response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;
}
