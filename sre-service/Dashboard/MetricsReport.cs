using System.ComponentModel;
using SreService.Capacity;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Dashboard;

/// <summary>The answer of <c>GET /sre/metrics</c>.</summary>
internal sealed record MetricsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    [property: Description("OK; UNKNOWN when the readings are too old.")] string Status,
    [property: Description("5m, 15m, 1h, 6h or 24h.")] string TimeRange,
    [property: Description("The first moment that the counts can be from: the range, or less when observation began later.")]
    DateTimeOffset From,
    DateTimeOffset Until,
    MetricsSections Metrics);

internal sealed record MetricsSections(
    ApplicationMetrics Application, IReadOnlyDictionary<string, InfrastructureMetrics> Infrastructure,
    BusinessMetrics Business);

/// <summary>Users' requests at the gateway.</summary>
internal sealed record ApplicationMetrics(
    [property: Description("Users' requests, good and bad.")] long RequestCount,
    long ErrorCount,
    [property: Description("Percent of bad requests; null without requests.")] double? ErrorRate,
    [property: Description("Milliseconds; null without requests.")] double? AvgResponseTime,
    double? P50,
    double? P95,
    double? P99,
    [property: Description("Requests a second over the whole range.")] double RequestsPerSecond,
    [property: Description("Bad requests by reason.")] IReadOnlyDictionary<string, long> ErrorsByReason,
    [property: Description("Requests that are not counted, by reason.")]
    IReadOnlyDictionary<string, long> ExcludedByReason,
    [property: Description("Route to its requests.")] IReadOnlyDictionary<string, PerformanceReport> Throughput);

/// <summary>One service, as its own replicas count.</summary>
internal sealed record InfrastructureMetrics(
    int ReplicasAnswering, int ReplicasTotal, string? Reason, double? CpuPercent, double? MemoryPercent,
    PerformanceReport Requests);

/// <summary>What the business asks. What nothing measures is null, with the reason in <c>unknown</c>.</summary>
internal sealed record BusinessMetrics(
    [property: Description("Users who signed up in the range.")] long UserRegistrations,
    [property: Description("Users' requests in the range.")] long ApiCalls,
    int? ActiveUsers,
    double? CostPerTransaction,
    double? Mttr,
    [property: Description("Member to the reason why it is null.")] IReadOnlyDictionary<string, string> Unknown);

internal static class Metrics
{
    private const string Unmatched = "unmatched";

    private static readonly Dictionary<string, string> Unmeasured = new()
    {
        ["active_users"] = "requests carry no identity",
        ["cost_per_transaction"] = "no costs are read",
        ["mttr"] = "no incidents are recorded",
    };

    public static MetricsReport Over(TimeRange range, SliceBook book, Replicas replicas, DateTimeOffset now)
    {
        var (counts, from) = Counts(range, book, now);
        return new(
            now, replicas.AgeSeconds, replicas.Stale ? "UNKNOWN" : "OK", range.Name, from, now,
            new(
                Application(counts, now - from),
                SystemServices.All.ToDictionary(
                    service => service, service => Infrastructure(service, counts, replicas, now - from)),
                Business(counts)));
    }

    public static (IReadOnlyDictionary<CountKey, Tally> Counts, DateTimeOffset From) Counts(
        TimeRange range, SliceBook book, DateTimeOffset now)
    {
        var start = now - range.Length;
        var from = book.FirstMinute is { } first && first > start ? first : start;
        return range.Length <= SliceBook.Recent
            ? (book.SumSince(start), from)
            : (book.Sum(start.WholeMinute + Minutes.One, now.WholeMinute), from);
    }

    private static ApplicationMetrics Application(IReadOnlyDictionary<CountKey, Tally> counts, TimeSpan over)
    {
        var gateway = counts
            .Where(count => count.Key is { Measure: Measure.Requests, Service: SystemServices.Gateway })
            .ToDictionary();
        var all = PerformanceReport.Of(gateway, over);
        return new(
            all.RequestCount, all.ErrorCount, all.ErrorRate, all.AvgResponseTime, all.P50, all.P95, all.P99,
            all.Throughput,
            ByReason(gateway, Outcome.Bad), ByReason(gateway, Outcome.Excluded),
            gateway
                .Where(count => count.Key.Outcome != Outcome.Excluded)
                .GroupBy(count => count.Key.Route.Length == 0 ? Unmatched : count.Key.Route)
                .OrderBy(route => route.Key, StringComparer.Ordinal)
                .ToDictionary(route => route.Key, route => PerformanceReport.Of(route.ToDictionary(), over)));
    }

    private static Dictionary<string, long> ByReason(IReadOnlyDictionary<CountKey, Tally> counts, string outcome) =>
        counts
        .Where(count => count.Key.Outcome == outcome)
        .GroupBy(count => count.Key.Reason)
        .ToDictionary(reason => reason.Key, reason => reason.Sum(count => count.Value.Count));

    private static InfrastructureMetrics Infrastructure(
        string service, IReadOnlyDictionary<CountKey, Tally> counts, Replicas replicas, TimeSpan over)
    {
        var use = Utilization.Of([.. replicas.All.Where(replica => replica.Target.Service == service)], peakCores: null);
        return new(
            use.ReplicasAnswering, use.ReplicasTotal, use.Reason, use.CpuPercent, use.MemoryPercent,
            PerformanceReport.Of(counts, service, over));
    }

    private static BusinessMetrics Business(IReadOnlyDictionary<CountKey, Tally> counts) => new(
        counts.Count(Measure.Registrations, SystemServices.Users, Outcome.Good),
        counts.Requests(SystemServices.Gateway).Count,
        null, null, null, Unmeasured);
}
