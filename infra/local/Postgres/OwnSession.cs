using System.Diagnostics;

namespace Local.Postgres;

/// <summary>
/// Ctrl-C in a terminal reaches every process of the session at once. A child in a session of its own goes on until it is
/// told to end, so that the order of ending is the runner's: services first, then the database.
/// </summary>
internal static class OwnSession
{
    private static readonly string? Setsid =
        new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public static ProcessStartInfo Run(string program, IEnumerable<string> arguments) =>
        Setsid is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo(Setsid, [program, .. arguments]);
}
