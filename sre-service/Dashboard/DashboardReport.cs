using System.ComponentModel;
using SreService.Alerting;
using SreService.Capacity;
using SreService.Health;
using SreService.Leadership;
using SreService.Metrics;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Dashboard;

/// <summary>The answer of <c>GET /sre/dashboard</c>.</summary>
internal sealed record DashboardReport(
    DashboardSection Dashboard, SystemHealth SystemHealth, PerformanceSection PerformanceMetrics);

internal sealed record DashboardSection(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("The time range of the performance figures; objectives have their own windows.")]
    string Window,
    StorageReport Storage,
    [property: Description("Objectives: availability, error_rate (success), latency_p95, freshness, and others by id.")]
    IReadOnlyDictionary<string, ObjectiveReport> Slos,
    IReadOnlyList<Alert> Alerts,
    UserImpact Impact,
    [property: Description("As in GET /sre/health.")] Condition OverallStatus,
    IReadOnlyList<CapacityRecommendation> Recommendations);

internal sealed record SystemHealth(Condition OverallStatus, IReadOnlyDictionary<string, ComponentHealth> Components);

internal sealed record PerformanceSection(
    string TimeRange, PerformanceReport Gateway, IReadOnlyDictionary<string, PerformanceReport> Services);
