using Platform.Problems;

namespace Gateway.Routing;

/// <summary>
/// A body that says it is longer than its route takes (<c>MaxRequestBodySize</c>) is refused before any of it is read
/// or
/// a service is asked; one that does not say is cut off by the server at the same limit.
/// </summary>
internal static class BodyLimit
{
    public static void UseBodyLimit(this IApplicationBuilder proxy) => proxy.Use((context, next) =>
        context.Request.ContentLength > context.GetReverseProxyFeature().Route.Config.MaxRequestBodySize
            ? KnownProblems.ForStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(context)
            : next(context));
}
