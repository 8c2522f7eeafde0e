using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Queries;
using SreService.Scraping;

namespace SreService.Metrics;

internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/metrics", GetMetrics)
            .WithName(nameof(GetMetrics)).WithSummary("Requests, infrastructure and business over a time range")
            .WithDescription(
                "Without `service`, `route` and `replica` the requests are the users' at the gateway. A `service` is asked for "
                + "what its own replicas counted, and answers with the share of each; a route that nobody asked for has no "
                + "requests.")
            .Refuses(400).Refuses(404);

    private static async Task<Results<Ok<MetricsReport>, Problem>> GetMetrics(
        MetricsReader metrics, Replicas replicas, CancellationToken cancellationToken,
        [Description("How far back: 5m, 15m, 1h, 6h, 24h, 7d or 30d; 5m when absent.")] string? time_range = null,
        [Description("The service that counted; the gateway when absent.")] string? service = null,
        [Description("Requests of this route only, as the answer's throughput names it.")] string? route = null,
        [Description("The instance id of one replica; up to 24h.")] string? replica = null)
    {
        var (question, faults) = MetricsQuestion.Read(time_range, service, route, replica, MetricsReports.Services(replicas));
        return question is null ? KnownProblems.InvalidQuery(faults)
            : await metrics.ReadAsync(question, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.NotFound;
    }
}
