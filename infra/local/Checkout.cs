using System.Security.Cryptography;
using System.Text;
using Local.Postgres;

namespace Local;

/// <summary>Where the project's sources and built programs are.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <returns>The built program of a project, in the configuration that this one was built in.</returns>
    public static string Program(string project)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var program = OperatingSystem.IsWindows() ? $"{project}.exe" : project;
        return Path.Combine(bin.Parent!.Parent!.FullName, project, bin.Name, program);
    }

    /// <returns>
    /// A folder in the project if the database's user can reach it, else one outside that belongs to this checkout.
    /// </returns>
    public static string DefaultDataFolder()
    {
        var inside = Path.Combine(Root, ".data");
        return UnprivilegedUser.CanReach(inside)
            ? inside
            : Path.Combine("/var/tmp", $"evenkeel-{HashOf(Root)[..8]}");
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Services.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The local runner must run from a checkout of the project.");
    }
}
