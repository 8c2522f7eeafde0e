namespace Local.Postgres;

/// <summary>A folder with PostgreSQL's server programs.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>postgres</c> and <c>pg_ctl</c>.</param>
public sealed record PostgresBinaries(string Folder)
{
    public string Initdb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <returns>The newest server installed on this machine, or null.</returns>
    public static PostgresBinaries? OnThisMachine() =>
        Candidates().Select(folder => new PostgresBinaries(folder)).FirstOrDefault(found => found.Complete);

    public bool Complete => File.Exists(Initdb) && File.Exists(Postgres);

    private static IEnumerable<string> Candidates() =>
    [
        .. Versions("/usr/lib/postgresql", "bin"),
        .. Versions("/opt/homebrew/opt", "bin", "postgresql@*"),
        .. Versions("/usr/local/opt", "bin", "postgresql@*"),
        .. Versions("/Library/PostgreSQL", "bin"),
        .. Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
    ];

    private static IEnumerable<string> Versions(string root, string below, string pattern = "*") =>
        Directory.Exists(root)
            ? Directory.GetDirectories(root, pattern).OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, below))
            : [];

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder).Split('@')[^1], out var version) ? version : 0;
}
