using Platform.Problems;

namespace Gateway.Routing;

/// <summary>
/// Refuses a body whose announced length exceeds its route's <c>MaxRequestBodySize</c> before any of it is read. A body
/// without an announced length is cut off by the server at the same limit.
/// </summary>
internal static class BodyLimit
{
    public static void UseBodyLimit(this IApplicationBuilder proxy) => proxy.Use((context, next) =>
        context.Request.ContentLength > context.GetReverseProxyFeature().Route.Config.MaxRequestBodySize
            ? KnownProblems.ForStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(context)
            : next(context));
}
