using SreService.Scraping;

namespace SreService.Breakers;

internal static class BreakersEndpoints
{
    public static void MapBreakers(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/circuit-breakers", (Replicas replicas, Provenance provenance) =>
                TypedResults.Ok(BreakersReport.Of(replicas, provenance)))
            .WithName("GetCircuitBreakers").WithSummary("Circuit breakers of every replica");
}
