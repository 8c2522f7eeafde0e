using SreService.Alerting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/health", (Replicas replicas, Storage storage, AlertBoard alerts, Provenance provenance) =>
                TypedResults.Ok(HealthReport.Of(replicas, storage.State, alerts.Current, provenance)))
            .WithName("GetHealth").WithSummary("Health of each component and its replicas");
}
