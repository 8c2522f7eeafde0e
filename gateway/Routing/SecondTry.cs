using Platform.Problems;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>
/// A request that reached no replica, or that may be repeated without harm and got no answer, is sent once more to
/// another
/// replica; so a replica that dies is hardly noticed. What fails for good says when to come back.
/// </summary>
internal static class SecondTry
{
    private static readonly Problem Unreachable =
        KnownProblems.ForStatus(StatusCodes.Status502BadGateway) with { RetryAfter = TimeSpan.FromSeconds(5) };

    public static void UseSecondTry(this IApplicationBuilder proxy) => proxy.Use(async (context, next) =>
    {
        await next(context);

        if (MayTryAnother(context) && Others(context.GetReverseProxyFeature()) is { Length: > 0 } others)
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

    private static bool MayTryAnother(HttpContext context) =>
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
