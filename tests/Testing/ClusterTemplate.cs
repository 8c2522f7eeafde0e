using System.Diagnostics;
using System.Globalization;
using Local.Postgres;

namespace Testing;

/// <summary>
/// The initialized data folder from which every private server starts: copying it takes a quarter of the time of
/// <c>initdb</c>. It is kept with the build's output, one for each build of these helpers, and shared by all test
/// projects.
/// </summary>
internal static class ClusterTemplate
{
    /// <summary>Fills an empty folder with a copy of the template.</summary>
    /// <param name="binaries">The server's programs.</param>
    /// <param name="folder">Becomes the cluster's own.</param>
    /// <param name="initialize">Makes a cluster in the folder it is given, when there is no template yet.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task CopyToAsync(
        PostgresBinaries binaries, string folder, Func<string, Task> initialize, CancellationToken cancellationToken)
    {
        var template = FolderOf(binaries);
        if (Directory.Exists(template))
        {
            await CopyAsync(template, folder, cancellationToken);
            return;
        }

        await initialize(folder);
        var copy = $"{template}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(copy);
        await CopyAsync(folder, copy, cancellationToken);
        try
        {
            Directory.Move(copy, template);
        }
        catch (IOException) when (Directory.Exists(template))
        {
            // Another test process was faster.
            Directory.Delete(copy, recursive: true);
        }
    }

    private static string FolderOf(PostgresBinaries binaries)
    {
        var build = typeof(ClusterTemplate).Module.ModuleVersionId;
        var name = string.Create(CultureInfo.InvariantCulture, $"postgres-{binaries.Major()}-{build:N}");
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../..", name));
    }

    /// <summary>With owners and modes: the server refuses a folder of anybody else.</summary>
    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        using var copy = Process.Start("cp", ["-a", $"{from}/.", to]);
        await copy.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, copy.ExitCode);
    }
}
