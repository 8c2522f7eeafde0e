using System.ComponentModel;
using SreService.Capacity;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Metrics;

/// <summary>The answer of <c>GET /sre/metrics</c>.</summary>
internal sealed record MetricsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("OK; UNKNOWN when the readings are too old.")] string Status,
    [property: Description("5m, 15m, 1h, 6h, 24h, 7d or 30d.")] string TimeRange,
    [property: Description("The service that was asked for.")] string? Service,
    [property: Description("The route that was asked for.")] string? Route,
    [property: Description("The replica that was asked for.")] string? Replica,
    [property: Description("Why not all of the range, or not every replica, is shown; null when it is.")]
    string? Reason,
    [property: Description("The first moment that the counts can be from: the range, or less when observation began later. From 7d on a whole hour.")]
    DateTimeOffset From,
    DateTimeOffset Until,
    MetricsSections Metrics);

internal sealed record MetricsSections(
    ApplicationMetrics Application, IReadOnlyDictionary<string, InfrastructureMetrics> Infrastructure,
    [property: Description("Of the whole system; null when a part of it was asked for.")] BusinessMetrics? Business);

/// <summary>Users' requests at the gateway, or those that were asked for, as the service itself counted them.</summary>
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
    [property: Description("Route to its requests.")] IReadOnlyDictionary<string, PerformanceReport> Throughput,
    [property: Description("Each replica's share, when a service or a replica was asked for; null when it is not known.")]
    IReadOnlyList<ReplicaMetrics>? ByReplica);

/// <summary>What one replica counted, its restarts included.</summary>
internal sealed record ReplicaMetrics(
    string Service, string Replica,
    [property: Description("The first moment that its counts can be from.")] DateTimeOffset Since,
    PerformanceReport Requests);

/// <summary>One service, as its own replicas count.</summary>
internal sealed record InfrastructureMetrics(
    int ReplicasAnswering, int ReplicasTotal, string? Reason, double? CpuPercent, double? MemoryPercent,
    PerformanceReport Requests);

internal static class MetricsReports
{
    public static MetricsReport For(
        MetricsQuestion question, Measured measured, Replicas replicas, PriceSettings prices,
        (double? Seconds, string? Reason) mttr, LeaderReport evaluator, DateTimeOffset now)
    {
        var (counts, from, _) = measured.Counts;
        return new(
            now, replicas.AgeSeconds, evaluator, replicas.Stale ? "UNKNOWN" : "OK",
            question.Range.Name, question.Service, question.Route, question.Replica,
            measured.Reason, from, now,
            new(
                Application(question.Of(counts), now - from, ByReplica(question, measured.ByReplica, now)),
                Services(question, replicas).ToDictionary(
                    service => service, service => Infrastructure(service, question, counts, replicas, now - from)),
                question.IsForAll
                    ? BusinessMetrics.Of(measured.Counts, question.Range, replicas, prices, mttr, now)
                    : null));
    }

    /// <returns>The services that there are: those of the system and all that are read.</returns>
    public static IReadOnlyCollection<string> Services(Replicas replicas) =>
        [.. SystemServices.All.Union(replicas.All.Select(replica => replica.Target.Service))];

    private static IEnumerable<string> Services(MetricsQuestion question, Replicas replicas) =>
        question.Service is { } one ? [one]
        : question.Replica is null ? Services(replicas)
        : Of(question, replicas).Select(replica => replica.Target.Service).Distinct();

    private static IEnumerable<Replica> Of(MetricsQuestion question, Replicas replicas) => replicas.All.Where(
        replica => question.Replica is null || replica.Reading?.Process.Instance == question.Replica);

    private static ApplicationMetrics Application(
        Dictionary<CountKey, Tally> requests, TimeSpan over, IReadOnlyList<ReplicaMetrics>? byReplica)
    {
        var all = PerformanceReport.Of(requests, over);
        return new(
            all.RequestCount, all.ErrorCount, all.ErrorRate, all.AvgResponseTime, all.P50, all.P95, all.P99,
            all.Throughput,
            ByReason(requests, Outcome.Bad), ByReason(requests, Outcome.Excluded),
            requests
                .Where(count => count.Key.Outcome != Outcome.Excluded)
                .GroupBy(count => count.Key.Route.OrUnmatched)
                .OrderBy(route => route.Key, StringComparer.Ordinal)
                .ToDictionary(route => route.Key, route => PerformanceReport.Of(route.ToDictionary(), over)),
            byReplica);
    }

    private static IReadOnlyList<ReplicaMetrics>? ByReplica(
        MetricsQuestion question, IReadOnlyList<ReplicaCounts>? replicas, DateTimeOffset now) =>
        replicas is null ? null
        :
        [
            .. replicas.Select(replica => new ReplicaMetrics(
                replica.Service, replica.Instance, replica.Since,
                PerformanceReport.Of(question.Of(replica.Counts), now - replica.Since))),
        ];

    private static Dictionary<string, long> ByReason(IReadOnlyDictionary<CountKey, Tally> counts, string outcome) =>
        counts
        .Where(count => count.Key.Outcome == outcome)
        .GroupBy(count => count.Key.Reason)
        .ToDictionary(reason => reason.Key, reason => reason.Sum(count => count.Value.Count));

    private static InfrastructureMetrics Infrastructure(
        string service, MetricsQuestion question, IReadOnlyDictionary<CountKey, Tally> counts, Replicas replicas,
        TimeSpan over)
    {
        var use = Utilization.Of(
            [.. Of(question, replicas).Where(replica => replica.Target.Service == service)], peakCores: null);
        return new(
            use.ReplicasAnswering, use.ReplicasTotal, use.Reason, use.CpuPercent, use.MemoryPercent,
            PerformanceReport.Of((question with { Service = service }).Of(counts), over));
    }
}
