using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Leadership;

namespace SreService.Capacity;

/// <summary>The answer of <c>GET /sre/capacity</c>.</summary>
internal sealed record CapacityReport(
    CapacityAnalysis CapacityAnalysis, CapacityPredictions Predictions, CapacityRecommendations Recommendations);

/// <summary>Utilization now, relative to the limits of the processes.</summary>
internal sealed record CapacityAnalysis(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("OK, or UNKNOWN if the last evaluation round is too old.")] string Status,
    IReadOnlyDictionary<string, ServiceCapacity> Services);

/// <param name="Reason">Why a figure is unknown; null if none is.</param>
/// <param name="ReplicasAnswering">Replicas that are up.</param>
/// <param name="ReplicasTotal">Known replicas.</param>
/// <param name="CpuPercent">
/// CPU in the last minute, in percent of the limits: the mean of the replicas with a figure, weighted by limit.
/// </param>
/// <param name="PeakCpuPercent">CPU in the busiest observed minute of the last 24 h.</param>
/// <param name="MemoryPercent">Memory of the replica closest to its limit.</param>
/// <param name="RequestsPerSecond">In the last minute, of every outcome.</param>
/// <param name="Replicas">Each replica.</param>
internal sealed record ServiceCapacity(
    string? Reason, int ReplicasAnswering, int ReplicasTotal, double? CpuPercent, double? PeakCpuPercent,
    double? MemoryPercent,
    double? RequestsPerSecond, IReadOnlyList<ReplicaCapacity> Replicas);

/// <param name="Instance">The replica.</param>
/// <param name="Reason">Why its utilization is unknown.</param>
/// <param name="CpuCores">Average in the last minute.</param>
/// <param name="CpuLimitCores">Limit of the process.</param>
/// <param name="CpuPercent">Percent of the limit.</param>
/// <param name="MemoryBytes">Resident memory.</param>
/// <param name="MemoryLimitBytes">Limit of the process.</param>
/// <param name="MemoryPercent">Percent of the limit.</param>
/// <param name="RequestsPerSecond">In the last minute, of every outcome.</param>
internal sealed record ReplicaCapacity(
    string Instance, string? Reason, double? CpuCores, double? CpuLimitCores, double? CpuPercent,
    double? MemoryBytes, double? MemoryLimitBytes, double? MemoryPercent, double? RequestsPerSecond);

/// <summary>Utilization at the horizon, if CPU grows in proportion to traffic.</summary>
/// <param name="GrowthPercent">Growth of traffic until the horizon, percent.</param>
/// <param name="HorizonDays">Days.</param>
/// <param name="Confidence">low, until the history spans two weeks.</param>
/// <param name="Reason">What the confidence is based on.</param>
/// <param name="ObservedMinutes">Minutes of history within the last 24 h.</param>
/// <param name="Services">Each service.</param>
internal sealed record CapacityPredictions(
    double GrowthPercent, double HorizonDays, string Confidence, string Reason, int ObservedMinutes,
    IReadOnlyDictionary<string, ServicePrediction> Services);

/// <param name="CpuPercent">CPU of the busiest minute at the horizon, percent of the limits; null when unknown.</param>
/// <param name="CpuTargetPercent">Highest desired CPU.</param>
/// <param name="DaysToCpuTarget">Days until the target is reached at linear growth; null without growth.</param>
/// <param name="ReplicasNeeded">Replicas needed to stay at or below the target.</param>
internal sealed record ServicePrediction(
    double? CpuPercent, double CpuTargetPercent, double? DaysToCpuTarget, int? ReplicasNeeded);

internal sealed record CapacityRecommendations(IReadOnlyList<CapacityRecommendation> Recommendations);

[JsonConverter(typeof(JsonStringEnumConverter<Priority>))]
internal enum Priority
{
    [JsonStringEnumMemberName("low")]
    Low,

    [JsonStringEnumMemberName("medium")]
    Medium,

    [JsonStringEnumMemberName("high")]
    High,
}

/// <param name="Component">The service.</param>
/// <param name="Priority">How soon.</param>
/// <param name="Issue">The problem.</param>
/// <param name="CurrentValue">The measured value.</param>
/// <param name="Recommendation">What to do.</param>
/// <param name="Action">Machine-readable: scale_out, add_memory, restore_readings.</param>
/// <param name="Evidence">The measurements behind it.</param>
internal sealed record CapacityRecommendation(
    string Component, Priority Priority, string Issue, string CurrentValue, string Recommendation, string Action,
    IReadOnlyList<Evidence> Evidence);

internal sealed record Evidence(string Metric, double Value, string Unit);
