using System.Diagnostics;

namespace Local.Processes;

/// <summary>
/// Starts a child in a session and process group of its own. Ctrl-C reaches every process of a terminal's session at
/// once; this way the runner decides the order: services first, then the database.
/// </summary>
internal static class ProcessGroup
{
    private static readonly string? Setsid =
        new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public static ProcessStartInfo Run(string program, IEnumerable<string> arguments) =>
        Setsid is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo(Setsid, [program, .. arguments]);
}
