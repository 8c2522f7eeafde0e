using System.ComponentModel;
using SreService.Alerting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Health;

/// <summary>The health of one component.</summary>
/// <param name="Status">
/// The worst that follows from its replicas, or from the replicas that use it, and from what its users got.
/// </param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="Replicas">Its replicas; empty for a component that is not scraped itself.</param>
internal sealed record ComponentHealth(Condition Status, string? Reason, IReadOnlyList<ReplicaHealth> Replicas)
{
    /// <param name="what">What failed, in the words of the reason.</param>
    /// <param name="stale">Whether the last evaluation round is too old.</param>
    public ComponentHealth OrWorse(FailureShare failures, string what, bool stale)
    {
        var judged = failures.IsMost ? Condition.Critical
            : failures.IsNotable ? Condition.Degraded
            : Condition.Healthy;
        var reason = $"{failures.Bad} of {failures.Total} {what} in the last 20 s";
        return stale || judged <= Status ? this
            : this with { Status = judged, Reason = Reason is null ? reason : $"{reason}; {Reason}" };
    }
}

/// <summary>The answer of <c>GET /sre/health</c>.</summary>
internal sealed record HealthReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("What users notice.")] UserImpact Impact,
    [property: Description(
        "The worst of impact and components; at least DEGRADED with an alert. UNKNOWN if no recent round is known.")]
    Condition OverallStatus,
    IReadOnlyDictionary<string, ComponentHealth> Components,
    IReadOnlyList<Alert> Alerts,
    HealthMetrics Metrics);

/// <summary>How many replicas are scraped.</summary>
internal sealed record HealthMetrics(int ReplicasTotal, int ReplicasHealthy, double ReadingIntervalSeconds);
