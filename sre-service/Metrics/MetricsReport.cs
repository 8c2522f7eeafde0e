using System.ComponentModel;
using SreService.Capacity;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Metrics;

/// <summary>The answer of <c>GET /sre/metrics</c>.</summary>
internal sealed record MetricsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description(
        "OK, or UNKNOWN if the last evaluation round is too old or earlier counts are not loaded yet.")]
    string Status,
    [property: Description("5m, 15m, 1h, 6h, 24h, 7d or 30d.")] string TimeRange,
    [property: Description("The requested service.")] string? Service,
    [property: Description("The requested route.")] string? Route,
    [property: Description("The requested replica.")] string? Replica,
    [property: Description("Why the range or the list of replicas is incomplete; null if complete.")]
    string? Reason,
    [property: Description(
        "Start of the counts: the start of the range, or later if observation began later. A whole hour from 7d on.")]
    DateTimeOffset From,
    DateTimeOffset Until,
    MetricsSections Metrics);

internal sealed record MetricsSections(
    ApplicationMetrics Application, IReadOnlyDictionary<string, InfrastructureMetrics> Infrastructure,
    [property: Description("Of the whole system; null if a service, route or replica is requested.")]
    BusinessMetrics? Business);

/// <summary>User requests at the gateway, or the requested ones as counted by the service itself.</summary>
internal sealed record ApplicationMetrics(
    [property: Description("User requests, good, bad and unclassified.")] long RequestCount,
    long ErrorCount,
    [property: Description("Percent of bad requests; null without requests, or with unclassified ones.")]
    double? ErrorRate,
    [property: Description("Why there is no error rate although there are requests; null otherwise.")] string? Reason,
    [property: Description("Milliseconds; null without requests.")] double? AvgResponseTime,
    double? P50,
    double? P95,
    double? P99,
    [property: Description("Requests per second over the range.")] double RequestsPerSecond,
    [property: Description("Bad requests by reason.")] IReadOnlyDictionary<string, long> ErrorsByReason,
    [property: Description("Requests excluded from the objectives, by reason.")]
    IReadOnlyDictionary<string, long> ExcludedByReason,
    [property: Description("Requests by route.")] IReadOnlyDictionary<string, PerformanceReport> Throughput,
    [property: Description("Requests by replica, if a service or a replica is requested; null if unknown.")]
    IReadOnlyList<ReplicaMetrics>? ByReplica);

/// <summary>The counts of one replica, across its restarts.</summary>
internal sealed record ReplicaMetrics(
    string Service, string Replica,
    [property: Description("Start of its counts.")] DateTimeOffset Since,
    PerformanceReport Requests);

/// <summary>One service, as counted by its own replicas.</summary>
internal sealed record InfrastructureMetrics(
    int ReplicasAnswering, int ReplicasTotal, string? Reason,
    [property: Description("CPU in the last minute, whatever the range, as in /sre/capacity.")] double? CpuPercent,
    [property: Description("Memory of the replica closest to its limit, now.")] double? MemoryPercent,
    PerformanceReport Requests);

internal static class MetricsReports
{
    public static MetricsReport For(
        MetricsQuery query, Measured measured, Replicas replicas, PriceSettings prices,
        (double? Seconds, string? Reason) mttr, LeaderReport leader, DateTimeOffset now)
    {
        var (counts, from, _) = measured.Counts;
        return new(
            now, replicas.AgeSeconds, leader, replicas.Stale || !measured.Counts.IsKnown ? "UNKNOWN" : "OK",
            query.Range.Name, query.Service, query.Route, query.Replica,
            measured.Reason, from, now,
            new(
                Application(query.Of(counts), now - from, ByReplica(query, measured.ByReplica, now)),
                Services(query, replicas).ToDictionary(
                    service => service, service => Infrastructure(service, query, counts, replicas, now - from)),
                query.IsForAll
                    ? BusinessMetrics.Of(measured.Counts, query.Range, replicas, prices, mttr, now)
                    : null));
    }

    /// <returns>The services of the system and any other that is scraped.</returns>
    public static IReadOnlyCollection<string> Services(Replicas replicas) =>
        [.. SystemTopology.Names.Union(replicas.All.Select(replica => replica.Target.Service))];

    private static IEnumerable<string> Services(MetricsQuery query, Replicas replicas) =>
        query.Service is { } one ? [one]
        : query.Replica is null ? Services(replicas)
        : Of(query, replicas).Select(replica => replica.Target.Service).Distinct();

    private static IEnumerable<Replica> Of(MetricsQuery query, Replicas replicas) => replicas.All.Where(
        replica => query.Replica is null || replica.Scrape?.Process.Instance == query.Replica);

    private static ApplicationMetrics Application(
        Dictionary<SeriesKey, Histogram> requests, TimeSpan over, IReadOnlyList<ReplicaMetrics>? byReplica)
    {
        var all = PerformanceReport.Of(requests, over);
        return new(
            all.RequestCount, all.ErrorCount, all.ErrorRate, all.Reason, all.AvgResponseTime, all.P50, all.P95, all.P99,
            all.Throughput,
            ByReason(requests, EventOutcome.Bad), ByReason(requests, EventOutcome.Excluded),
            requests
                .Where(count => count.Key.Outcome != EventOutcome.Excluded)
                .GroupBy(count => count.Key.Route.OrUnmatched)
                .OrderBy(route => route.Key, StringComparer.Ordinal)
                .ToDictionary(route => route.Key, route => PerformanceReport.Of(route.ToDictionary(), over)),
            byReplica);
    }

    private static IReadOnlyList<ReplicaMetrics>? ByReplica(
        MetricsQuery query, IReadOnlyList<ReplicaCounts>? replicas, DateTimeOffset now) =>
        replicas is null ? null
        :
        [
            .. replicas.Select(replica => new ReplicaMetrics(
                replica.Service, replica.Instance, replica.Since,
                PerformanceReport.Of(query.Of(replica.Counts), now - replica.Since))),
        ];

    private static Dictionary<string, long> ByReason(
        IReadOnlyDictionary<SeriesKey, Histogram> counts, string outcome) =>
        counts
        .Where(count => count.Key.Outcome == outcome)
        .GroupBy(count => count.Key.Reason)
        .ToDictionary(reason => reason.Key, reason => reason.Sum(count => count.Value.Count));

    private static InfrastructureMetrics Infrastructure(
        string service, MetricsQuery query, IReadOnlyDictionary<SeriesKey, Histogram> counts, Replicas replicas,
        TimeSpan over)
    {
        var use = Utilization.Of(
            [.. Of(query, replicas).Where(replica => replica.Target.Service == service)], peakCores: null);
        return new(
            use.ReplicasAnswering, use.ReplicasTotal, use.Reason, use.CpuPercent, use.MemoryPercent,
            PerformanceReport.Of((query with { Service = service }).Of(counts), over));
    }
}
