using System.Diagnostics;

namespace Benchmarks.Load;

/// <summary>A program of the machine.</summary>
internal static class Tool
{
    /// <returns>The program's path, or null when the machine has none of that name.</returns>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <returns>What it wrote on both outputs.</returns>
    /// <exception cref="BrokenScenarioException">It failed.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new BrokenScenarioException($"{Path.GetFileName(program)} failed: {output}");
    }
}
