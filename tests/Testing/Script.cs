using System.Diagnostics;

namespace Testing;

/// <summary>A script of the repository, run as a workflow runs it.</summary>
public static class Script
{
    /// <param name="path">Relative to the repository.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Added to the environment; null removes one.</param>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public static async Task<(int Code, string Output)> RunAsync(
        string path, string[] arguments, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>&1", path, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
