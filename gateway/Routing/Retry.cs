using Platform.Problems;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>
/// Retries a request once on another replica when it reached none, or when it is safe to repeat and got no response, so
/// that clients hardly notice a replica that dies. The final failure carries Retry-After.
/// </summary>
internal static class Retry
{
    private static readonly Problem Unreachable =
        KnownProblems.ForStatus(StatusCodes.Status502BadGateway) with { RetryAfter = TimeSpan.FromSeconds(5) };

    public static void UseRetry(this IApplicationBuilder proxy) => proxy.Use(async (context, next) =>
    {
        await next(context);

        if (MayRetry(context) && Others(context.GetReverseProxyFeature()) is { Length: > 0 } others)
        {
            var proxied = context.GetReverseProxyFeature();
            proxied.AvailableDestinations = others;
            proxied.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next(context);
        }

        if (context.GetForwarderErrorFeature()?.Error == ForwarderError.Request && !context.Response.HasStarted)
        {
            await Unreachable.ExecuteAsync(context);
        }
    });

    private static bool MayRetry(HttpContext context) =>
        context.GetForwarderErrorFeature() is { Error: ForwarderError.Request } failed
        && !context.Response.HasStarted
        && (WasNeverSent(failed.Exception) || IsSafe(context.Request.Method));

    private static bool WasNeverSent(Exception? error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
    };

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static DestinationState[] Others(IReverseProxyFeature proxied) =>
    [
        .. proxied.Route.Cluster!.DestinationsState.AvailableDestinations
            .Where(other => other != proxied.ProxiedDestination),
    ];
}
