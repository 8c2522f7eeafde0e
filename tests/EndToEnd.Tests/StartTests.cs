using System.Diagnostics;
using Local;

namespace EndToEnd.Tests;

/// <summary>Each service refuses to start when it could not do its work, and says why.</summary>
public sealed class StartTests
{
    public static TheoryData<string, string> Services => new()
    {
        { "Gateway", "gateway" },
        { "UsersService", "users-service" },
        { "SreService", "sre-service" },
        { "WebFrontend", "web-frontend" },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Wrong_settings_stop_the_start_and_all_of_them_are_named(string project, string folder)
    {
        var (exitCode, output) = await RunAsync(project, folder, ("Service__Port", "eighty"), ("Service__ShutdownTimeout", "05:00:00"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Service:Port: 'eighty' is not a valid whole number.", output, StringComparison.Ordinal);
        Assert.Contains("Service:ShutdownTimeout: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Without_unicode_support_nothing_starts(string project, string folder)
    {
        var (exitCode, output) = await RunAsync(project, folder, ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "true"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("ICU", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string project, string folder, params (string Key, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Checkout.Program(project))
        {
            WorkingDirectory = Path.Combine(Checkout.Root, folder),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors + await output);
    }
}
