using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SreService.Objectives.Files;

/// <summary>One state of the folder with objectives.</summary>
/// <param name="Files">Names and contents, ordered by name.</param>
internal sealed record ObjectiveFiles(
    IReadOnlyList<(string Name, string Text)> Files, IReadOnlyList<FileProblem> Problems)
{
    private const int LargestFile = 256 * 1024;
    private const int MostFiles = 200;
    private const int DeepestNesting = 30;

    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of everything.</summary>
    public string Revision { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        [.. Files.Select(file => $"{file.Name}\0{file.Text}\0"), .. Problems.Select(problem => $"{problem}\0")]))))
        [..12];

    /// <param name="folder">A folder; only the files right in it whose names end in .yaml or .yml count.</param>
    public static ObjectiveFiles In(string folder)
    {
        try
        {
            var files = new DirectoryInfo(folder).GetFiles()
                .Where(file => Endings.Contains(file.Extension) && !file.Name.StartsWith('.'))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .ToArray();
            FileProblem[] problems =
            [
                .. files.Where(file => file.Length > LargestFile)
                    .Select(file => new FileProblem(file.Name, null, "", $"is larger than {LargestFile} bytes.")),
                .. files.Skip(MostFiles).Take(1)
                    .Select(_ => new FileProblem(FileProblem.Folder, null, "", $"has more than {MostFiles} files.")),
            ];
            return problems.Length > 0
                ? new([], problems)
                : new([.. files.Select(file => (file.Name, File.ReadAllText(file.FullName)))], []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new([], [new FileProblem(FileProblem.Folder, null, "", $"cannot be read: {error.Message}")]);
        }
    }

    /// <returns>The documents of all files; invalid YAML is added to the problems.</returns>
    public IEnumerable<YamlValue> Documents(List<FileProblem> problems)
    {
        foreach (var (name, text) in Files)
        {
            foreach (var document in Documents(name, text, problems))
            {
                yield return new YamlValue(name, document, problems);
            }
        }
    }

    /// <summary>A file may end with a separator, and a document may be a list of documents.</summary>
    private static IEnumerable<YamlNode> Documents(string name, string text, List<FileProblem> problems)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            RequireTree(parser);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Select(document => document.RootNode)
                .SelectMany(node => node is YamlSequenceNode list ? list.Children : [node])
                .Where(node => node is not YamlScalarNode { Value: null or "" });
        }
        catch (YamlException error)
        {
            problems.Add(new FileProblem(name, (int)error.Start.Line, "", $"is not valid YAML: {error.Message}"));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            // Errors inside the parser itself.
            var line = (int?)parser.Current?.End.Line ?? 1;
            problems.Add(new FileProblem(name, line, "", "is not valid YAML from here on."));
        }

        return [];
    }

    // The tree is built by recursion, the events are not; and with aliases it might not be a tree.
    private static void RequireTree(Parser parser)
    {
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current is MappingStart or SequenceStart ? 1
                : parser.Current is MappingEnd or SequenceEnd ? -1
                : 0;
            if (depth > DeepestNesting || parser.Current is AnchorAlias)
            {
                var problem = depth > DeepestNesting ? "it is nested too deeply." : "aliases are not understood here.";
                throw new YamlException(parser.Current!.Start, parser.Current.End, problem);
            }
        }
    }
}
