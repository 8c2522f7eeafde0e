using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Local.Postgres;

/// <summary>A folder with PostgreSQL's server programs.</summary>
/// <param name="Folder">Holds <c>initdb</c> and <c>postgres</c>.</param>
internal sealed partial record PostgresBinaries(string Folder)
{
    public string Initdb => Path.Combine(Folder, Program("initdb"));

    public string Postgres => Path.Combine(Folder, Program("postgres"));

    public bool Complete => File.Exists(Initdb) && File.Exists(Postgres);

    /// <summary>The major version, for example 17: a cluster can be opened only by the one that made it.</summary>
    public int Major()
    {
        using var version =
            Process.Start(new ProcessStartInfo(Postgres, "--version") { RedirectStandardOutput = true })!;
        var text = version.StandardOutput.ReadToEnd();
        version.WaitForExit();
        return int.Parse(MajorVersion().Match(text).Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <returns>The servers installed on this machine, the newest first.</returns>
    public static IEnumerable<PostgresBinaries> OnThisMachine() =>
        Candidates().Select(folder => new PostgresBinaries(folder)).Where(found => found.Complete);

    private static IEnumerable<string> Candidates() =>
    [
        .. Versions("/usr/lib/postgresql", "*"),
        .. Versions("/opt/homebrew/opt", "postgresql@*"),
        .. Versions("/usr/local/opt", "postgresql@*"),
        .. Versions("/Library/PostgreSQL", "*"),
        .. Versions(@"C:\Program Files\PostgreSQL", "*"),
        .. Environment.GetEnvironmentVariable("PATH")
            ?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
    ];

    private static IEnumerable<string> Versions(string root, string pattern) =>
        Directory.Exists(root)
            ? Directory.GetDirectories(root, pattern).OrderByDescending(VersionOf)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder).Split('@')[^1], out var version) ? version : 0;

    private static string Program(string name) => OperatingSystem.IsWindows() ? $"{name}.exe" : name;

    [GeneratedRegex(@"\d+")]
    private static partial Regex MajorVersion();
}
