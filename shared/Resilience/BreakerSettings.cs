using System.ComponentModel.DataAnnotations;

namespace Platform.Resilience;

/// <summary>Section <c>Breakers:&lt;name&gt;</c>.</summary>
public sealed class BreakerSettings
{
    /// <summary>Ratio of failures at which the breaker opens, from 0.01 to 1.</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The breaker does not open with fewer calls than this within the sampling duration.</summary>
    [Range(2, 10_000)]
    public int MinimumThroughput { get; set; } = 20;

    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open before it lets one trial call through.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);
}
