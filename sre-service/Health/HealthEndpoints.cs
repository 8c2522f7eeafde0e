using SreService.Alerting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/health", (Replicas replicas, Storage storage, AlertList alerts, Provenance provenance) =>
                TypedResults.Ok(HealthReport.Of(replicas, storage.State, alerts, provenance)))
            .WithName("GetHealth").WithSummary("Get the health of each component and its replicas");
}
