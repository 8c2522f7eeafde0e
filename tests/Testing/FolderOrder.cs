namespace Testing;

/// <summary>
/// The direction of a project: its folders in layers, from the top to the ground. A folder may refer to the folders of
/// lower layers only, so not to those of its own layer either. A test project uses it like this:
/// <code>
/// private static readonly FolderOrder Order = new("users-service", "UsersService",
///     ["Erasure", "History"],
///     ["Database"]);
///
/// [Fact]
/// public void Folders_refer_only_downwards() => Assert.Empty(Order.Violations());
/// </code>
/// </summary>
/// <remarks>
/// An entry is a folder of the project; one like <c>Alerting/Replay</c> takes that folder out of its parent's entry.
/// Files beside the project file stand above all layers. <see cref="SourceFile"/> says what counts as a reference.
/// </remarks>
public sealed class FolderOrder
{
    private readonly string _project;
    private readonly string _rootNamespace;
    private readonly string[][] _layers;

    /// <param name="project">The project's folder, relative to the repository.</param>
    /// <param name="rootNamespace">The namespace of its files; each folder adds its name.</param>
    /// <param name="layers">From the top to the ground.</param>
    public FolderOrder(string project, string rootNamespace, params string[][] layers)
    {
        _project = Path.Combine(Repository.Root, project);
        _rootNamespace = rootNamespace;
        _layers = layers;
    }

    /// <returns>Everything that breaks the order, one line each; empty when nothing does.</returns>
    public IReadOnlyList<string> Violations()
    {
        var files = SourceFile.In(_project, _rootNamespace);
        var types = files.SelectMany(file => file.Types, (file, type) => (Folder: FolderOf(file.Folder), type))
            .ToLookup(declared => declared.type, declared => declared.Folder);
        string[] ofAll = [.. files.SelectMany(file => file.UsedByAllFiles).Select(FolderOf)];
        return
        [
            .. _layers.SelectMany(layer => layer).Except(files.Select(file => FolderOf(file.Folder)))
                .Select(folder => $"{folder} is in the order but has no files."),
            .. files.Select(file => FolderOf(file.Folder)).Distinct().Where(IsUnknown)
                .Select(folder => $"{folder} is missing in the order."),
            .. files.Where(file => file.IsInForeignNamespace)
                .Select(file => $"{file.Path} is not in the namespace of its folder."),
            .. from file in files
               from folder in ReferencesOf(file, types).Concat(ofAll).Distinct().Order(StringComparer.Ordinal)
               where !IsAllowed(FolderOf(file.Folder), folder)
               select $"{file.Path} refers to {(folder is "" ? "the project's own namespace" : folder)}.",
        ];
    }

    /// <returns>Whether <c>docs/architecture.md</c> shows the order, wherever its lines end.</returns>
    public bool IsDocumented()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));
        return string.Join(' ', page.Split()).Contains(ToString(), StringComparison.Ordinal);
    }

    /// <returns>The order as documentation prints it: <c>Erasure, History → Database</c>.</returns>
    public override string ToString() => string.Join(" → ", _layers.Select(layer => string.Join(", ", layer)));

    private IEnumerable<string> ReferencesOf(SourceFile file, ILookup<string, string> types) =>
    [
        .. file.Used.Select(FolderOf),
        .. file.Names.Where(name => types[name[0]].Contains("")).Select(_ => ""),
        .. from name in file.Names
           from length in Enumerable.Range(1, name.Length - 1)
           let folder = FolderOf(string.Join('/', name[..length]))
           where types[name[length]].Contains(folder)
           select folder,
    ];

    private bool IsAllowed(string from, string to) =>
        from == to || from is "" || IsUnknown(from) || LayerOf(to) > LayerOf(from);

    private bool IsUnknown(string folder) => folder is not "" && LayerOf(folder) < 0;

    private int LayerOf(string folder) => Array.FindIndex(_layers, layer => layer.Contains(folder));

    /// <returns>The entry of a folder, or of a folder above it; the first name of its path if there is none.</returns>
    private string FolderOf(string path) =>
        _layers.SelectMany(layer => layer)
            .Where(entry => path == entry || path.StartsWith($"{entry}/", StringComparison.Ordinal))
            .MaxBy(entry => entry.Length) ?? path.Split('/')[0];
}
