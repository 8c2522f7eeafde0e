using Gateway.Clients;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Requests;
using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Outcomes;

/// <summary>Classifies every request: the counts that the objectives are computed from.</summary>
internal static class OutcomesModule
{
    public static void AddOutcomes(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<OutcomeRule>(services =>
        {
            var clients = services.GetRequiredService<ClientMeter>();
            return (context, duration) =>
            {
                var outcome = OutcomeOf(context, duration);
                clients.Count(context, outcome);
                return outcome;
            };
        });

    private static RequestOutcome OutcomeOf(HttpContext context, TimeSpan duration) =>
        OutcomeRules.Classify(new OutcomeInput(
            context.Response.StatusCode,
            ErrorOf(context),
            duration,
            context.TrafficClassOf(),
            Monitoring(context),
            EventStream.Is(context.Response)));

    /// <summary>To the proxy, a client that disconnects within its body may seem to send a wrong one.</summary>
    private static ForwarderError ErrorOf(HttpContext context) => context.GetForwarderErrorFeature()?.Error switch
    {
        ForwarderError.RequestBodyClient when context.RequestAborted.IsCancellationRequested =>
            ForwarderError.RequestBodyCanceled,
        { } error => error,
        null => ForwarderError.None,
    };

    /// <summary>
    /// A page that refreshes itself for the on-call engineer would drown users' failures in its own successes, so a
    /// route whose metadata names the audience <c>operators</c> is excluded.
    /// </summary>
    private static string? Monitoring(HttpContext context) =>
        context.GetEndpoint() is not { } endpoint ? null
        : endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null ? "health"
        : AudienceOf(endpoint) == "operators" ? "operations"
        : null;

    private static string? AudienceOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault("Audience");
}
