using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Leadership;

namespace SreService.Capacity;

/// <summary>The answer of <c>GET /sre/capacity</c>.</summary>
internal sealed record CapacityReport(
    CapacityAnalysis CapacityAnalysis, CapacityPredictions Predictions, CapacityRecommendations Recommendations);

/// <summary>What is used now, against the limits of the processes.</summary>
internal sealed record CapacityAnalysis(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("OK; UNKNOWN when the readings are too old.")] string Status,
    IReadOnlyDictionary<string, ServiceCapacity> Services);

/// <param name="Reason">Why something is not known; null when all is.</param>
/// <param name="ReplicasAnswering">Replicas that answered the last reading.</param>
/// <param name="ReplicasTotal">Replicas that there should be.</param>
/// <param name="CpuPercent">CPU used in the last minute, percent of the limits of the replicas that answer.</param>
/// <param name="PeakCpuPercent">The busiest observed minute of the last 24 h.</param>
/// <param name="MemoryPercent">The replica nearest to its limit.</param>
/// <param name="RequestsPerSecond">Requests of every outcome in the last minute.</param>
/// <param name="Replicas">Each replica.</param>
internal sealed record ServiceCapacity(
    string? Reason, int ReplicasAnswering, int ReplicasTotal, double? CpuPercent, double? PeakCpuPercent,
    double? MemoryPercent,
    double? RequestsPerSecond, IReadOnlyList<ReplicaCapacity> Replicas);

/// <param name="Instance">The replica.</param>
/// <param name="Reason">Why its use is not known.</param>
/// <param name="CpuCores">Cores used on average in the last minute.</param>
/// <param name="CpuLimitCores">Cores it may use.</param>
/// <param name="CpuPercent">The one of the other.</param>
/// <param name="MemoryBytes">Resident memory.</param>
/// <param name="MemoryLimitBytes">Memory it may use.</param>
/// <param name="MemoryPercent">The one of the other.</param>
/// <param name="RequestsPerSecond">Requests of every outcome in the last minute.</param>
internal sealed record ReplicaCapacity(
    string Instance, string? Reason, double? CpuCores, double? CpuLimitCores, double? CpuPercent,
    double? MemoryBytes, double? MemoryLimitBytes, double? MemoryPercent, double? RequestsPerSecond);

/// <summary>What would be used if traffic grew so much in so many days, CPU with it.</summary>
/// <param name="GrowthPercent">Growth of traffic until the horizon, percent.</param>
/// <param name="HorizonDays">Days.</param>
/// <param name="Confidence">low, until the history spans two weeks.</param>
/// <param name="Reason">What the confidence rests on.</param>
/// <param name="ObservedMinutes">Minutes of history within the last 24 h.</param>
/// <param name="Services">Each service.</param>
internal sealed record CapacityPredictions(
    double GrowthPercent, double HorizonDays, string Confidence, string Reason, int ObservedMinutes,
    IReadOnlyDictionary<string, ServicePrediction> Services);

/// <param name="CpuPercent">CPU of the busiest minute at the horizon, percent of the limits; null when unknown.</param>
/// <param name="CpuTargetPercent">What it should not exceed.</param>
/// <param name="DaysToCpuTarget">Days until it does, if traffic grows evenly; null when it does not grow.</param>
/// <param name="ReplicasNeeded">Replicas that keep it below the target.</param>
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
/// <param name="Issue">What is wrong or will be.</param>
/// <param name="CurrentValue">What was measured.</param>
/// <param name="Recommendation">What to do.</param>
/// <param name="Action">The same as one word: scale_out, add_memory, restore_readings.</param>
/// <param name="Evidence">The measurements it rests on.</param>
internal sealed record CapacityRecommendation(
    string Component, Priority Priority, string Issue, string CurrentValue, string Recommendation, string Action,
    IReadOnlyList<Evidence> Evidence);

internal sealed record Evidence(string Metric, double Value, string Unit);
