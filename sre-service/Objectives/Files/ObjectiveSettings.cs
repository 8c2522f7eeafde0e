using System.ComponentModel.DataAnnotations;

namespace SreService.Objectives.Files;

/// <summary>Section <c>Objectives</c>.</summary>
public sealed class ObjectiveSettings
{
    public const string Section = "Objectives";

    /// <summary>The folder of the OpenSLO files; relative to the program's own folder.</summary>
    [Required]
    public string Path { get; set; } = "objectives";

    /// <summary>How often the files are read; a change applies when it is found twice in a row.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);

    internal string Folder => System.IO.Path.Combine(AppContext.BaseDirectory, Path);
}
