using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Scraping;

namespace SreService.Metrics;

internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/metrics", GetMetrics)
            .WithName(nameof(GetMetrics)).WithSummary("Requests, infrastructure and business over a time range")
            .WithDescription(
                "Without `service`, user requests as counted at the gateway. With it, requests as counted by the "
                + "replicas of that service, in total and by replica. A route without requests has zero counts.")
            .ProducesProblems(400, 404);

    private static async Task<Results<Ok<MetricsReport>, Problem>> GetMetrics(
        MetricsReader metrics, Replicas replicas, CancellationToken cancellationToken,
        [Description("Length of the range: 5m (default), 15m, 1h, 6h, 24h, 7d or 30d.")] string? time_range = null,
        [Description("The service that counted; default: the gateway.")] string? service = null,
        [Description("Only this route, as named in the throughput of the response.")] string? route = null,
        [Description("Only this replica, by instance id; for ranges up to 24h.")] string? replica = null)
    {
        var (query, errors) = MetricsQuery.Read(time_range, service, route, replica, MetricsReports.Services(replicas));
        return query is null ? KnownProblems.InvalidQuery(errors)
            : await metrics.ReadAsync(query, cancellationToken) is { } report ? TypedResults.Ok(report)
            : KnownProblems.NotFound;
    }
}
