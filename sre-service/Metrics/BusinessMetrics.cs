using System.ComponentModel;
using SreService.Counting;
using SreService.Scraping;

namespace SreService.Metrics;

/// <summary>Business figures. A figure that is not measured is null, with the reason in <c>unknown</c>.</summary>
internal sealed record BusinessMetrics(
    [property: Description("Users registered in the range.")] long UserRegistrations,
    [property: Description("User requests to the API in the range, without pages and unknown addresses.")]
    long ApiCalls,
    [property: Description("User requests by route and client (from the User-Agent header), most requests first.")]
    IReadOnlyList<ApiUse> ApiUse,
    [property: Description("Users created or changed in the range, at least those who registered.")]
    long? ActiveUsers,
    [property: Description("When users-service counted active_users.")] DateTimeOffset? ActiveUsersAt,
    [property: Description("Cost of one good user request, in the currency of cost.")] decimal? CostPerTransaction,
    [property: Description("Cost of the range, from the configured prices.")] CostReport? Cost,
    [property: Description("Mean seconds from start to end of the incidents detected in the range.")]
    double? Mttr,
    [property: Description("Why a member is null, by member.")] IReadOnlyDictionary<string, string> Unknown)
{
    /// <param name="mttr">Seconds, or null with the reason.</param>
    /// <param name="now">The end of the range.</param>
    public static BusinessMetrics Of(
        RangeCounts measured, TimeRange range, Replicas replicas, PriceSettings prices,
        (double? Seconds, string? Reason) mttr, DateTimeOffset now)
    {
        var counts = measured.Counts;
        var registrations = counts.Count(Measure.Registrations, SystemTopology.Users, EventOutcome.Good);
        var (active, activeAt) = ActiveIn(range, replicas);
        var (cost, whyNoCost) = CostModel.Of(prices, counts, now - measured.From, replicas.Interval);
        var unknown = new Dictionary<string, string>();
        if (mttr.Reason is { } whyNoMttr)
        {
            unknown["mttr"] = whyNoMttr;
        }

        if (active is null)
        {
            unknown["active_users"] = "no replica of users-service reports it";
        }

        if (whyNoCost is not null)
        {
            unknown["cost_per_transaction"] = unknown["cost"] = whyNoCost;
        }

        return new(
            registrations, counts.ApiCalls(), Metrics.ApiUse.Of(counts),
            // Registrations are counted at once, active users every few minutes.
            active is null ? null : Math.Max(active.Value, registrations), activeAt,
            cost is null ? null : CostModel.Each(cost), cost, mttr.Seconds, unknown);
    }

    /// <summary>All replicas count in one database; the newest count is not the smallest.</summary>
    private static (long? Users, DateTimeOffset? At) ActiveIn(TimeRange range, Replicas replicas)
    {
        return ((long?)Greatest("users_active"), Greatest("users_active_counted_seconds") is { } seconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null);

        double? Greatest(string name) => (
            from scrape in replicas.All.Where(replica => replica.Failure is null).Select(replica => replica.Scrape)
            where scrape?.Process.Service == SystemTopology.Users
            from gauge in scrape.Gauges
            where gauge.Key.Name == name && gauge.Key["range"] == range.Name
            select (double?)gauge.Value).Max();
    }
}

/// <summary>One kind of client's use of one route.</summary>
internal sealed record ApiUse(string Route, string Client, long RequestCount, long ErrorCount)
{
    public static IReadOnlyList<ApiUse> Of(IReadOnlyDictionary<SeriesKey, Histogram> counts) =>
    [
        .. counts
            .Where(count => count.Key.Measure == Measure.Clients)
            .GroupBy(count => (Route: count.Key.Route.OrUnmatched, Client: count.Key.Reason))
            .Select(use => new ApiUse(
                use.Key.Route, use.Key.Client, use.Sum(count => count.Value.Count),
                use.Where(count => count.Key.Outcome == EventOutcome.Bad).Sum(count => count.Value.Count)))
            .OrderByDescending(use => use.RequestCount)
            .ThenBy(use => use.Route, StringComparer.Ordinal)
            .ThenBy(use => use.Client, StringComparer.Ordinal),
    ];
}
