using System.Diagnostics;
using System.Globalization;
using Benchmarks.Load;

namespace Benchmarks.Subjects;

/// <summary>Counts the system calls of a process. That slows it down, so nothing else is measured meanwhile.</summary>
internal static class SystemCalls
{
    /// <summary>Null when the machine has no strace.</summary>
    public static string? Program { get; } = Tool.Find("strace");

    /// <returns>For one request.</returns>
    /// <exception cref="BrokenScenarioException">Nothing could be counted.</exception>
    public static async Task<double> PerRequestAsync(
        Subject subject, Func<TimeSpan, CancellationToken, Task<LoadResult>> load, TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var strace = Process.Start(Program!, ["-c", "-f", "-q", "-o", file, "-p", $"{subject.ProcessId}"]);
            var result = await load(duration, cancellationToken);
            using var signal = Process.Start("kill", ["-INT", $"{strace.Id}"]);
            await strace.WaitForExitAsync(cancellationToken);
            return Total(await File.ReadAllLinesAsync(file, cancellationToken)) / result.Requests;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <param name="summary">Its last line has the sums: share, seconds, microseconds per call, calls.</param>
    private static double Total(string[] summary) =>
        summary.LastOrDefault(line => line.EndsWith(" total", StringComparison.Ordinal)) is { } total
            ? double.Parse(
                total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture)
            : throw new BrokenScenarioException("strace counted nothing.");
}
