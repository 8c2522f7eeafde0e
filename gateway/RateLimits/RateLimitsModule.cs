using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Configuration;
using Platform.Requests;
using Yarp.ReverseProxy.Model;

namespace Gateway.RateLimits;

/// <summary>
/// Limits what each client uses, so that one cannot use up the capacity of all: requests in a time, requests at once,
/// event streams. A route's metadata say what is special about it: <c>Permits</c>, how many requests it costs as much
/// as, and <c>EventStream</c>. Probes with the key and health checks are not limited.
/// </summary>
internal static class RateLimitsModule
{
    public static void AddRateLimits(this WebApplicationBuilder builder) =>
        builder.AddSettings<RateLimitSettings>(RateLimitSettings.Section);

    public static void UseRateLimits(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<RateLimitSettings>();
        if (settings.Requests > 0)
        {
            var rate = ClientLimit.Rate("client", settings.Requests, settings.Window);
            app.Limit(rate, context => MetadataOf(context, "Permits") is { } permits
                ? int.Parse(permits, CultureInfo.InvariantCulture)
                : 1);
        }

        if (settings.RequestsInFlight > 0)
        {
            app.Limit(
                ClientLimit.Concurrency(
                    "requests-in-flight", settings.RequestsInFlight, "Wait for answers before sending more requests."),
                _ => 1);
        }

        if (settings.EventStreams > 0)
        {
            app.Limit(
                ClientLimit.Concurrency(
                    "event-streams", settings.EventStreams, "Close an event stream before opening another."),
                context => MetadataOf(context, "EventStream") is null ? 0 : 1);
        }
    }

    /// <param name="permits">What a request costs; 0 when the limit does not concern it.</param>
    private static void Limit(this WebApplication app, ClientLimit limit, Func<HttpContext, int> permits)
    {
        app.Lifetime.ApplicationStopped.Register(limit.Dispose);
        app.Use((context, next) => !IsUnlimited(context) && permits(context) is > 0 and var cost
            ? limit.EnforceAsync(context, next, cost)
            : next(context));
    }

    private static bool IsUnlimited(HttpContext context) =>
        context.TrafficClassOf() is not null
        || context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null;

    private static string? MetadataOf(HttpContext context, string name) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(name);
}
