using System.ComponentModel.DataAnnotations;

namespace SreService.Leadership;

/// <summary>Section <c>Evaluation</c>.</summary>
public sealed class LeadershipSettings
{
    public const string Section = "Evaluation";

    /// <summary>
    /// How long the leader may be silent before the database lets another replica take over. A process that was killed
    /// loses leadership at once; this limit is for one that hangs.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(8);
}
