using System.Text.RegularExpressions;

namespace Testing;

/// <summary>
/// What a source file refers to, as far as text tells: <c>using</c> in all its forms, names that begin with the
/// project's namespace, names of a folder with a type in it (<c>Emails.Email</c>), and types of the project's own
/// namespace, which need no <c>using</c>. Comments do not count.
/// </summary>
/// <param name="Path">Relative to the project, as is <paramref name="Folder"/>, with <c>/</c> between names.</param>
/// <param name="Folder">Empty beside the project file.</param>
/// <param name="IsInForeignNamespace">Whether its namespace is not that of its folder.</param>
/// <param name="Used">Namespaces of the project that it names, as paths.</param>
/// <param name="UsedByAllFiles">The same, from <c>global using</c> and its equivalents.</param>
/// <param name="Types">The types that it declares outside of others.</param>
/// <param name="Names">All names with a capital, cut at the dots.</param>
internal sealed partial record SourceFile(
    string Path, string Folder, bool IsInForeignNamespace, IReadOnlyList<string> Used,
    IReadOnlyList<string> UsedByAllFiles, IReadOnlyList<string> Types, IReadOnlyList<string[]> Names)
{
    private static readonly string[] Kinds = ["*.cs", "*.razor", "*.csproj"];

    public static IReadOnlyList<SourceFile> In(string project, string rootNamespace) =>
    [
        .. Kinds.SelectMany(kind => Directory.EnumerateFiles(project, kind, SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(project, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => Read(path, File.ReadAllText(System.IO.Path.Combine(project, path)), rootNamespace)),
    ];

    private static SourceFile Read(string path, string text, string rootNamespace)
    {
        var code = Comment().Replace(text, "");
        var folder = path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";
        var isForAll = path.EndsWith("_Imports.razor", StringComparison.Ordinal);
        var imports = Using().Matches(code)
            .Select(line => (Path: PathOf(line.Groups["name"].Value), IsForAll: isForAll || line.Groups["all"].Success))
            .ToLookup(import => import.IsForAll, import => import.Path);
        var stated = Namespace().Match(code);
        string[] names = [.. Name().Matches(Namespace().Replace(code, "")).Select(name => name.Value).Distinct()];
        return new(
            path, folder, stated.Success && PathOf(stated.Groups[1].Value) != folder,
            [.. imports[false].Concat(names.Where(name => name.Contains('.', StringComparison.Ordinal)).Select(PathOf))
                .OfType<string>()],
            [.. imports[true].OfType<string>()],
            [.. Declaration().Matches(code).Select(type => type.Groups[1].Value)],
            [.. names.Select(name => name.Split('.'))]);

        string? PathOf(string name) =>
            name == rootNamespace ? ""
            : name.StartsWith($"{rootNamespace}.", StringComparison.Ordinal)
                ? name[(rootNamespace.Length + 1)..].Replace('.', '/')
                : null;
    }

    [GeneratedRegex(@"^[ \t]*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(
        """
        ^\s*@?(?<all>global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?(?<name>[\w.]+)
        |<(?<all>Using)\s+Include="(?<name>[\w.]+)
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?:[a-z]+\s+)*(?:class|struct|interface|enum|record|delegate\s[^(]*)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.\w+)*")]
    private static partial Regex Name();
}
