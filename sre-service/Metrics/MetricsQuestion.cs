using SreService.Counting;
using SreService.Database;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>Which requests <c>GET /sre/metrics</c> is asked for.</summary>
/// <param name="Range">How far back.</param>
/// <param name="Service">Those that this service counted; the gateway's when null.</param>
/// <param name="Route">Those of one route; of all when null.</param>
/// <param name="Replica">Those that this replica counted; of all when null.</param>
internal sealed record MetricsQuestion(TimeRange Range, string? Service, string? Route, string? Replica)
{
    /// <summary>Counts by replica are known for as long.</summary>
    private static readonly TimeSpan LongestByReplica = SliceBook.Kept;

    public bool IsForAll => (Service, Route, Replica) is (null, null, null);

    /// <summary>Whether counts of single replicas are wanted and there are any.</summary>
    public bool IsByReplica => (Service ?? Replica) is not null && Range.Length <= LongestByReplica;

    /// <param name="services">The services that there are.</param>
    /// <returns>The question, or what is wrong with it by parameter.</returns>
    public static (MetricsQuestion? Question, IReadOnlyDictionary<string, string[]> Faults) Read(
        string? timeRange, string? service, string? route, string? replica, IReadOnlyCollection<string> services)
    {
        var faults = new Dictionary<string, string[]>();
        var range = TimeRange.Find(timeRange);
        if (range is null)
        {
            faults["time_range"] = [$"Must be one of {TimeRange.Names}."];
        }

        if (service is not null && !services.Contains(service))
        {
            faults["service"] = [$"Must be one of {string.Join(", ", services)}."];
        }

        if (StoredText.IsImpossible(replica))
        {
            faults["replica"] = [StoredText.Problem];
        }
        else if (replica is not null && range?.Length > LongestByReplica)
        {
            faults["replica"] = ["Counts by replica are kept for a day: ask for 24h or less."];
        }

        return (range is null || faults.Count > 0 ? null : new(range, service, route, replica), faults);
    }

    /// <returns>The requests that are asked for.</returns>
    public Dictionary<CountKey, Tally> Of(IReadOnlyDictionary<CountKey, Tally> counts) => counts
        .Where(count => count.Key.Measure == Measure.Requests
            && (Replica is not null || count.Key.Service == (Service ?? SystemServices.Gateway))
            && (Route is null || count.Key.Route.OrUnmatched == Route))
        .ToDictionary();
}
