using WebFrontend.Html;

namespace WebFrontend.Docs;

internal static class DocsEndpoints
{
    public static void MapDocs(this IEndpointRouteBuilder routes) => routes.MapGet("/docs", (HttpRequest request) =>
        new Page<DocsPage>(new Dictionary<string, object?>
        {
            [nameof(DocsPage.Origin)] = ForwardedOrigin.OriginOf(request),
        }));
}
