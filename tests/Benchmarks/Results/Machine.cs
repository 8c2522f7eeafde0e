using System.Globalization;
using System.Runtime.InteropServices;
using Benchmarks.Load;
using Benchmarks.Rivals;

namespace Benchmarks.Results;

/// <summary>What the numbers were measured on and with; they mean nothing elsewhere.</summary>
internal static class Machine
{
    /// <returns>One Markdown list.</returns>
    public static async Task<string> DescribeAsync(
        Plan plan, string postgres, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var processor = (await File.ReadAllLinesAsync("/proc/cpuinfo", cancellationToken))
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var (generator, nginx) = (await GeneratorAsync(cancellationToken), await NginxAsync(cancellationToken));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            - {now:yyyy-MM-dd}, {processor}, {Environment.ProcessorCount} cores, {memory:0} GB
            - {RuntimeInformation.OSDescription}
            - {RuntimeInformation.FrameworkDescription}, PostgreSQL {postgres}, {generator}, {nginx}
            - {plan.Rounds} rounds of {plan.Round.TotalSeconds:0} s each after the warm-up; {Plan.Clients} clients;
              {Plan.Connections} connections of each process to the database
            """);
    }

    // wrk tells its version by failing.
    private static async Task<string> GeneratorAsync(CancellationToken cancellationToken) => Wrk.Program is null
        ? "load from clients of our own (wrk is not installed)"
        : (await Tool.RunAsync("/bin/sh", ["-c", "wrk -v; true"], cancellationToken)).Split(" [")[0];

    private static async Task<string> NginxAsync(CancellationToken cancellationToken) => Nginx.Program is { } program
        ? (await Tool.RunAsync(program, ["-v"], cancellationToken)).Split(": ")[1].Trim()
        : "no nginx";
}
