using System.Diagnostics;
using Local;

namespace EndToEnd.Tests;

/// <summary>A service that could not work does not start, and its output names the reason.</summary>
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
    public async Task All_invalid_settings_are_named_at_the_start(string project, string folder)
    {
        var (exitCode, output) = await RunAsync(
            project, folder, ("Service__Port", "eighty"), ("Service__ShutdownTimeout", "05:00:00"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Service:Port: 'eighty' is not a valid whole number.", output, StringComparison.Ordinal);
        Assert.Contains("Service:ShutdownTimeout: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Service_does_not_start_without_unicode_support(string project, string folder)
    {
        var (exitCode, output) = await RunAsync(project, folder, ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "true"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("ICU", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string project, string folder, params (string Key, string Value)[] environment)
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
