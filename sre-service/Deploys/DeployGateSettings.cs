using System.ComponentModel.DataAnnotations;

namespace SreService.Deploys;

/// <summary>Section <c>DeployGate</c>.</summary>
public sealed class DeployGateSettings
{
    public const string Section = "DeployGate";

    /// <summary>Percent of an error budget; with less of it left deploys are made slowly.</summary>
    [Range(0.0, 100.0)]
    public decimal SlowBelow { get; set; } = 25;

    /// <summary>Percent of an error budget; with no more of it left there are no deploys.</summary>
    [Range(0.0, 100.0)]
    public decimal FreezeBelow { get; set; }

    /// <summary>So much of the time before must have been observed, or nobody knows what a deploy would meet.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan Observed { get; set; } = TimeSpan.FromHours(1);
}
