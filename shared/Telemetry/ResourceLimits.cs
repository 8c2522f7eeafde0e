using System.Globalization;

namespace Platform.Telemetry;

/// <summary>
/// What the control group (version 2) lets this process use, or what the machine has when there is no limit.
/// .NET's own processor count is rounded up to whole cores, which is wrong for a quarter of a core.
/// </summary>
/// <param name="Cores">CPU cores, for example 0.25.</param>
internal sealed record ResourceLimits(double Cores, long MemoryBytes)
{
    public static ResourceLimits Current { get; } = Read("/sys/fs/cgroup");

    public static ResourceLimits Read(string controlGroup) => new(
        CoresFrom(ReadLine(Path.Combine(controlGroup, "cpu.max"))) ?? Environment.ProcessorCount,
        MemoryFrom(ReadLine(Path.Combine(controlGroup, "memory.max")))
            ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary><c>quota period</c> in microseconds; the quota <c>max</c> means no limit.</summary>
    private static double? CoresFrom(string? line) =>
        line?.Split(' ') is [var quota, var period]
        && double.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed)
        && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var per)
            ? allowed / per
            : null;

    private static long? MemoryFrom(string? line) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static string? ReadLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
}
