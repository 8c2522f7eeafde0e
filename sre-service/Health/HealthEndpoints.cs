namespace SreService.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/health", (HealthReader health) => TypedResults.Ok(health.Read()))
            .WithName("GetHealth")
            .WithSummary("Get what users notice, and the health of each component and its replicas");
}
