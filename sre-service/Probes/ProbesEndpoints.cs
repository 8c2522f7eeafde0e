using SreService.Jobs;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Probes;

internal static class ProbesEndpoints
{
    public static void MapProbes(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/probes", (
                ProbeSettings settings, Replicas replicas, RecentCounts recent, JobBook jobs, Provenance provenance) =>
                TypedResults.Ok(ProbesReport.Of(settings, replicas.All, recent, jobs.Jobs, provenance)))
            .WithName("GetProbes").WithSummary("List probe results and jobs");
}
