using System.Diagnostics.Metrics;
using Platform.Configuration;

namespace Platform.Telemetry;

/// <summary>
/// A replica's start time, resource usage and resource limits. CPU is a counter of seconds, so that any reader can
/// take its own average.
/// </summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(IMeterFactory meters, ServiceIdentity identity, TimeProvider clock)
    {
        var meter = meters.Create(TelemetryModule.Source);
        var started = identity.StartedAt.ToUnixTimeMilliseconds() / 1000.0;
        var (ranBefore, since) = (clock.GetUtcNow() - identity.StartedAt, clock.GetTimestamp());

        meter.CreateObservableGauge(
            "process.start_time", () => started, "s", "Start of the process, seconds since 1970.");
        meter.CreateObservableGauge(
            "process.uptime", () => (ranBefore + clock.GetElapsedTime(since)).TotalSeconds, "s",
            "Time since the start, by a monotonic clock.");
        meter.CreateObservableCounter("process.cpu.time", CpuSeconds, "s", "CPU time used, user and system.");
        meter.CreateObservableGauge("process.memory.usage", () => Environment.WorkingSet, "By", "Resident memory.");
        meter.CreateObservableGauge(
            "process.cpu.limit", () => ResourceLimits.Current.Cores, "{cores}", "CPU cores that the process may use.");
        meter.CreateObservableGauge(
            "process.memory.limit", () => ResourceLimits.Current.MemoryBytes, "By",
            "Memory that the process may use.");
    }

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
