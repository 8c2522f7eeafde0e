using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SreService.Objectives.Files;

/// <summary>Something that is wrong with a file of objectives.</summary>
internal sealed record FileProblem(
    [property: Description("The name of the file, or . for the folder.")] string File,
    [property: Description("From 1; null where the file as a whole is meant.")] int? Line,
    [property: Description("The place in the document, for example spec.objectives[0].target.")] string Path,
    string Message)
{
    /// <summary>Stands for the folder where no file alone is meant.</summary>
    public const string Folder = ".";

    /// <summary>For example <c>success.yaml:12 spec.objectives[0].target</c>.</summary>
    [JsonIgnore]
    public string Place =>
        $"{File}{(Line is { } line ? string.Create(CultureInfo.InvariantCulture, $":{line}") : "")} {Path}".TrimEnd();

    public override string ToString() => $"{Place}: {Message}";
}
