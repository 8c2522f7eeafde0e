using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Requests;
using Yarp.ReverseProxy.Model;

namespace Gateway.RateLimits;

/// <summary>
/// Limits what each client uses, so that one cannot use up the capacity of all: requests in a time, requests at once,
/// event streams. A route's metadata say what is special about it: <c>Permits</c>, how many requests it costs as much
/// as, and <c>EventStream</c>. Probes with the key and health checks are not limited.
/// </summary>
internal sealed class RateLimiter(ClientUses clients, RateLimitSettings settings)
{
    /// <summary>When a client will end its own requests is not known.</summary>
    private static readonly TimeSpan ConcurrencyWait = TimeSpan.FromSeconds(5);

    private readonly RateLimit _requests = new(
        "client", settings.Requests, Invariant($"w={settings.Window.TotalSeconds:0}"),
        SlidingWindow.WaitOf(settings.Window), null);

    private readonly RateLimit _inFlight = RateLimit.OfHeld(
        "requests-in-flight", settings.RequestsInFlight, ConcurrencyWait,
        "Wait for answers before sending more requests.");

    private readonly RateLimit _eventStreams = RateLimit.OfHeld(
        "event-streams", settings.EventStreams, ConcurrencyWait, "Close an event stream before opening another.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        IsUnlimited(context)
            ? next(context)
            : LimitAsync(context, next, clients.Of(ClientKey.Of(context.Connection.RemoteIpAddress)));

    private Task LimitAsync(HttpContext context, RequestDelegate next, ClientUse client)
    {
        var cost = Math.Min(CostOf(context), settings.Requests);
        if (settings.Requests > 0 && !client.Requests.TryTake(cost))
        {
            return _requests.RefuseAsync(context, client.Requests.Left);
        }

        if (cost > 1)
        {
            ReturnIfCached(context.Response, client.Requests, cost - 1);
        }

        if (!client.InFlight.TryTake())
        {
            return _inFlight.RefuseAsync(context, client.InFlight.Left);
        }

        var streams = MetadataOf(context, "EventStream") is null ? null : client.EventStreams;
        if (streams?.TryTake() is false)
        {
            client.InFlight.Return();
            return _eventStreams.RefuseAsync(context, streams.Left);
        }

        return HoldAsync(context, next, client.InFlight, streams);
    }

    private static async Task HoldAsync(HttpContext context, RequestDelegate next, Held inFlight, Held? streams)
    {
        try
        {
            await next(context);
        }
        finally
        {
            streams?.Return();
            inFlight.Return();
        }
    }

    /// <summary>A response from a cache, as its service says (RFC 9211), costs as much as any other request.</summary>
    private static void ReturnIfCached(HttpResponse response, SlidingWindow requests, int permits) =>
        response.OnStarting(() =>
        {
            if (response.Headers["Cache-Status"].ToString().EndsWith("; hit", StringComparison.Ordinal))
            {
                requests.Return(permits);
            }

            return Task.CompletedTask;
        });

    private static bool IsUnlimited(HttpContext context) =>
        context.TrafficClassOf() is not null
        || context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null;

    private static int CostOf(HttpContext context) =>
        MetadataOf(context, "Permits") is { } permits ? int.Parse(permits, CultureInfo.InvariantCulture) : 1;

    private static string? MetadataOf(HttpContext context, string name) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(name);
}
