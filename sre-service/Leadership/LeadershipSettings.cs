using System.ComponentModel.DataAnnotations;

namespace SreService.Leadership;

/// <summary>Section <c>Evaluation</c>.</summary>
public sealed class LeadershipSettings
{
    public const string Section = "Evaluation";

    /// <summary>
    /// How long the database hears nothing from the replica that evaluates before it lets another take over. A process
    /// that was killed gives way at once; this is for one that stands still.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(8);
}
