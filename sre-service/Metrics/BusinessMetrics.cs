using System.ComponentModel;
using SreService.Counting;
using SreService.Scraping;

namespace SreService.Metrics;

/// <summary>What the business asks. What nothing measures is null, with the reason in <c>unknown</c>.</summary>
internal sealed record BusinessMetrics(
    [property: Description("Users who signed up in the range.")] long UserRegistrations,
    [property: Description("Users' requests in the range.")] long ApiCalls,
    [property: Description("Users' requests by route and by the software that sent them, as its User-Agent says; most first.")]
    IReadOnlyList<ApiUse> ApiUse,
    [property: Description("Users who signed up or whose data was changed in the range, as users-service counts them.")]
    long? ActiveUsers,
    [property: Description("What a good request of a user cost, in the currency of cost.")] decimal? CostPerTransaction,
    [property: Description("What the range cost, from the configured prices.")] CostReport? Cost,
    [property: Description("Mean time to resolve in seconds, from when they began until they were over, of the incidents that were detected in the range.")]
    double? Mttr,
    [property: Description("Member to the reason why it is null.")] IReadOnlyDictionary<string, string> Unknown)
{
    /// <param name="measured">What was counted.</param>
    /// <param name="range">In which range.</param>
    /// <param name="replicas">All replicas.</param>
    /// <param name="prices">What is paid.</param>
    /// <param name="mttr">Seconds; or null and why.</param>
    /// <param name="now">The end of the range.</param>
    public static BusinessMetrics Of(
        RangeCounts measured, TimeRange range, Replicas replicas, PriceSettings prices,
        (double? Seconds, string? Reason) mttr, DateTimeOffset now)
    {
        var counts = measured.Counts;
        var active = ActiveIn(range, replicas);
        var (cost, whyNoCost) = CostModel.Of(prices, counts, now - measured.From, replicas.Interval);
        var unknown = new Dictionary<string, string>();
        if (mttr.Reason is { } whyNoMttr)
        {
            unknown["mttr"] = whyNoMttr;
        }

        if (active is null)
        {
            unknown["active_users"] = "no replica of users-service says it now";
        }

        if (whyNoCost is not null)
        {
            unknown["cost_per_transaction"] = unknown["cost"] = whyNoCost;
        }

        return new(
            counts.Count(Measure.Registrations, SystemServices.Users, Outcome.Good),
            counts.Requests(SystemServices.Gateway).Count,
            Metrics.ApiUse.Of(counts),
            active, cost is null ? null : CostModel.Each(cost), cost, mttr.Seconds, unknown);
    }

    /// <summary>All replicas count in one database; the newest count is not the smallest.</summary>
    private static long? ActiveIn(TimeRange range, Replicas replicas) => (
        from reading in replicas.All.Where(replica => replica.Failure is null).Select(replica => replica.Reading)
        where reading?.Process.Service == SystemServices.Users
        from gauge in reading.Gauges
        where gauge.Key.Name == "users_active" && gauge.Key["range"] == range.Name
        select (long?)gauge.Value).Max();
}

/// <summary>One kind of client's use of one route.</summary>
internal sealed record ApiUse(string Route, string Client, long RequestCount, long ErrorCount)
{
    public static IReadOnlyList<ApiUse> Of(IReadOnlyDictionary<CountKey, Tally> counts) =>
    [
        .. counts
            .Where(count => count.Key.Measure == Measure.Clients)
            .GroupBy(count => (Route: count.Key.Route.OrUnmatched, Client: count.Key.Reason))
            .Select(use => new ApiUse(
                use.Key.Route, use.Key.Client, use.Sum(count => count.Value.Count),
                use.Where(count => count.Key.Outcome == Outcome.Bad).Sum(count => count.Value.Count)))
            .OrderByDescending(use => use.RequestCount)
            .ThenBy(use => use.Route, StringComparer.Ordinal)
            .ThenBy(use => use.Client, StringComparer.Ordinal),
    ];
}
