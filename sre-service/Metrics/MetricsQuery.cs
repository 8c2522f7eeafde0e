using Platform.Problems;
using SreService.Counting;
using SreService.Queries;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>The query of <c>GET /sre/metrics</c>.</summary>
/// <param name="Service">The service that counted; the gateway if null.</param>
/// <param name="Route">One route; all if null.</param>
/// <param name="Replica">The replica that counted; all if null.</param>
internal sealed record MetricsQuery(TimeRange Range, string? Service, string? Route, string? Replica)
{
    /// <summary>How long counts by replica are kept.</summary>
    private static readonly TimeSpan LongestByReplica = RecentCounts.Kept;

    public bool IsForAll => (Service, Route, Replica) is (null, null, null);

    /// <summary>Whether counts by replica are requested and available.</summary>
    public bool IsByReplica => (Service ?? Replica) is not null && Range.Length <= LongestByReplica;

    /// <returns>The query; or null and the errors by parameter.</returns>
    public static (MetricsQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(
        string? timeRange, string? service, string? route, string? replica, IReadOnlyCollection<string> services)
    {
        var errors = new ValidationErrors();
        var range = TimeRange.Find(timeRange);
        if (range is null)
        {
            errors.Add("time_range", $"Must be one of {TimeRange.Names}.");
        }

        if (service is not null && !services.Contains(service))
        {
            errors.Add("service", $"Must be one of {string.Join(", ", services)}.");
        }

        if (replica is not null && range?.Length > LongestByReplica)
        {
            errors.Add("replica", "Counts by replica are kept for 24h: request a range of 24h or less.");
        }

        errors.Text("replica", replica);

        return (range is null || errors.Any ? null : new(range, service, route, replica), errors.Details);
    }

    /// <returns>The requested counts.</returns>
    public Dictionary<SeriesKey, Histogram> Of(IReadOnlyDictionary<SeriesKey, Histogram> counts) => counts
        .Where(count => count.Key.Measure == Measure.Requests
            && (Replica is not null || count.Key.Service == (Service ?? SystemTopology.Gateway))
            && (Route is null || count.Key.Route.OrUnmatched == Route))
        .ToDictionary();
}
