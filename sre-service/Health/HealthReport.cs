using System.ComponentModel;
using SreService.Alerting;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Health;

/// <summary>The health of one component.</summary>
/// <param name="Status">The worst that follows from its replicas, or from the replicas that use it.</param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="Replicas">Its replicas; empty for a component that is not scraped itself.</param>
internal sealed record ComponentHealth(Condition Status, string? Reason, IReadOnlyList<ReplicaHealth> Replicas);

/// <summary>The answer of <c>GET /sre/health</c>.</summary>
internal sealed record HealthReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("The worst of the components.")] Condition OverallStatus,
    IReadOnlyDictionary<string, ComponentHealth> Components,
    IReadOnlyList<Alert> Alerts,
    HealthMetrics Metrics)
{
    public static HealthReport Of(Replicas replicas, StorageState storage, AlertList alerts, Provenance provenance)
    {
        var components = Health.Components.Judge(replicas.All, storage, replicas.Stale);
        var each = components.Values.SelectMany(component => component.Replicas).ToArray();
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader,
            components.Values.Select(component => component.Status).Worst(), components, alerts.Alerts,
            new(
                each.Length, each.Count(replica => replica.Status == Condition.Healthy),
                replicas.Interval.TotalSeconds));
    }
}

/// <summary>How many replicas are scraped.</summary>
internal sealed record HealthMetrics(int ReplicasTotal, int ReplicasHealthy, double ReadingIntervalSeconds);
