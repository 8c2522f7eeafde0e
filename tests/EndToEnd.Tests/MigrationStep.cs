using System.Diagnostics;
using Local;

namespace EndToEnd.Tests;

/// <summary>The step before a service, as an orchestrator starts it: a process that ends with an exit code.</summary>
internal static class MigrationStep
{
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string connection, DatabaseAccess access)
    {
        var start = new ProcessStartInfo(Checkout.Program(program), ["--migrate"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Checkout.Program(program)),
        };
        foreach (var (key, value) in LocalTopology.MigrationSettings(connection, access))
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
