using System.Diagnostics;
using Local.Processes;

namespace Local.Postgres;

/// <summary>PostgreSQL refuses to run as root: its programs then run as a user who owns nothing else here.</summary>
internal static class UnprivilegedUser
{
    private static readonly string? User =
        OperatingSystem.IsWindows() || Environment.UserName != "root" ? null
        : UserExists("postgres") ? "postgres"
        : "nobody";

    /// <returns>How to start the program so that it does not run as root.</returns>
    public static ProcessStartInfo Run(string program, params IEnumerable<string> arguments) =>
        User is null
            ? ProcessGroup.Run(program, arguments)
            : ProcessGroup.Run(
                "setpriv",
                ["--reuid", User, "--regid", GroupOf(User), "--clear-groups", program, .. arguments]);

    public static void GiveFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (User is not null)
        {
            using var chown = Process.Start("chown", ["-R", User, folder]);
            chown.WaitForExit();
        }
    }

    /// <returns>Whether that user may enter every folder above; not in a checkout below a private home.</returns>
    public static bool CanReach(string folder)
    {
        if (User is null)
        {
            return true;
        }

        for (var above = Directory.GetParent(Path.GetFullPath(folder)); above is not null; above = above.Parent)
        {
            if (above.Exists && !above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static string GroupOf(string user) => user == "nobody" ? "nogroup" : user;

    private static bool UserExists(string name) =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
}
