using WebFrontend.Html;

namespace WebFrontend.Board;

internal static class BoardEndpoints
{
    public static void MapBoard(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sre/dashboard-ui", () => new Page<BoardPage>(new Dictionary<string, object?>()));
}
