using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Objectives;

/// <summary>A problem in a file of objectives.</summary>
internal sealed record FileProblem(
    [property: Description("Name of the file, or . for the folder.")] string File,
    [property: Description("From 1; null for the whole file.")] int? Line,
    [property: Description("Location in the document, for example spec.objectives[0].target.")] string Path,
    string Message)
{
    /// <summary>Stands for the whole folder.</summary>
    public const string Folder = ".";

    /// <summary>For example <c>success.yaml:12 spec.objectives[0].target</c>.</summary>
    [JsonIgnore]
    public string Location =>
        Invariant($"{File}{(Line is null ? "" : ":")}{Line} {Path}").TrimEnd();

    public override string ToString() => $"{Location}: {Message}";
}
