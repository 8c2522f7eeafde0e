using System.Diagnostics;
using System.Text.Json;
using Local;

namespace EndToEnd.Tests;

/// <summary>The README's lines, run as they are written; only the address is this system's.</summary>
public sealed class ReadmeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_curl_line_works_as_written()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation);
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"), Cancellation);
        var commands = readme.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal))
            .ToArray();

        Assert.True(commands.Length >= 10, $"{commands.Length} lines found");
        foreach (var command in commands)
        {
            var output = await RunAsync(command.Replace("http://localhost:8080/", system.Gateway.BaseAddress!.ToString(), StringComparison.Ordinal));
            Assert.True(IsSuccess(output), $"{command}\n{output}");
        }
    }

    /// <summary>With <c>-i</c> the status is there to see; without, the answer is JSON that is no problem.</summary>
    private static bool IsSuccess(string output)
    {
        if (output.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            return output[9] is '2' or '3';
        }

        using var json = JsonDocument.Parse(output);
        return !json.RootElement.TryGetProperty("error", out _);
    }

    private static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return output;
    }
}
