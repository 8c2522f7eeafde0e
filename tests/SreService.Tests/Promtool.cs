using System.Diagnostics;
using Testing;

namespace SreService.Tests;

/// <summary>The tool of Prometheus that reads what Prometheus reads.</summary>
internal static class Promtool
{
    public static Process Start(params string[] arguments)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "promtool"))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            Prerequisite.Missing("no promtool on this machine (Debian's package prometheus)");
        }

        return Process.Start(new ProcessStartInfo(program!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
