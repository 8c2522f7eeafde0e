using SreService.Jobs;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Probes;

internal static class ProbesEndpoints
{
    public static void MapProbes(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/probes", (
                ProbeSettings settings, Replicas replicas, SliceBook book, JobBook jobs, Provenance provenance) =>
                TypedResults.Ok(ProbesReport.Of(settings, replicas.All, book, jobs.Jobs, provenance)))
            .WithName("GetProbes").WithSummary("Probe suites and jobs with their results by vantage point");
}
