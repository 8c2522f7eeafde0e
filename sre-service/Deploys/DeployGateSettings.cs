using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Deploys;

/// <summary>Section <c>DeployGate</c>.</summary>
public sealed class DeployGateSettings : ICheckedSettings
{
    public const string Section = "DeployGate";

    /// <summary>Percent of error budget left below which the decision is slow.</summary>
    [Range(0.0, 100.0)]
    public decimal SlowBelow { get; set; } = 25;

    /// <summary>Percent of error budget left at or below which the decision is freeze.</summary>
    [Range(0.0, 100.0)]
    public decimal FreezeBelow { get; set; }

    /// <summary>The time before a deploy that must have been observed; otherwise the decision is freeze.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan Observed { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (FreezeBelow > SlowBelow)
        {
            yield return (nameof(FreezeBelow), "must not be above SlowBelow.");
        }
    }
}
