using System.Collections.Immutable;
using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Capacity;

/// <summary>Utilization of replicas relative to their limits. Unknown figures are null.</summary>
internal static class Utilization
{
    private const double MicrosecondsPerSecond = 1e6;

    public static ReplicaCapacity Of(Replica replica)
    {
        if (replica.Failure is not null || replica.Scrape is not { } scrape)
        {
            return new(
                replica.Scrape?.Process.Instance ?? replica.Target.Address,
                replica.Failure?.Reason ?? "not scraped yet",
                null, null, null, null, null, null, null);
        }

        var (cores, requests) = Rates(replica.Usage);
        var coresLimit = scrape.Gauge("process_cpu_limit");
        var memory = scrape.Gauge("process_memory_usage_bytes");
        var memoryLimit = scrape.Gauge("process_memory_limit_bytes");
        return new(
            scrape.Process.Instance, cores is null ? "scraped only once so far" : null, Round(cores), coresLimit,
            Percent(cores, coresLimit),
            memory, memoryLimit, Percent(memory, memoryLimit), Round(requests));
    }

    public static ServiceCapacity Of(IReadOnlyList<Replica> replicas, double? peakCores)
    {
        ReplicaCapacity[] each = [.. replicas.Select(Of)];
        ReplicaCapacity[] measured = [.. each.Where(replica => replica.CpuPercent is not null)];
        var cpu = Round(
            Sum(measured, replica => replica.CpuPercent * replica.CpuLimitCores)
            / Sum(measured, replica => replica.CpuLimitCores));
        var limit = Sum(each, replica => replica.CpuLimitCores);
        return new(
            replicas.Count == 0
                ? "no known replica"
                : each.FirstOrDefault(replica => replica.Reason is not null)?.Reason,
            replicas.Count(replica => replica is { Failure: null, Scrape: not null }), replicas.Count,
            cpu, Max(cpu, Percent(peakCores, limit)), each.Max(replica => replica.MemoryPercent),
            Round(Sum(each, replica => replica.RequestsPerSecond)), each);
    }

    /// <summary>
    /// CPU in the busiest complete minute that follows an observed one: counts after a gap belong to the
    /// gap as well.
    /// </summary>
    public static double? PeakCores(IReadOnlyList<MinuteCounts> minutes, string service)
    {
        var observed = minutes
            .Where(minute => minute.Counts.Count(Measure.ScrapeCoverage, service, EventOutcome.Good) > 0)
            .ToDictionary(minute => minute.Minute);
        return observed.Values
            .Where(minute => observed.ContainsKey(minute.Minute - Minutes.One))
            .Select(minute => minute.Counts.Total(key => key.Measure == Measure.Cpu && key.Service == service))
            .Max(cpu => (double?)cpu.Microseconds) / MicrosecondsPerSecond / Minutes.One.TotalSeconds;
    }

    /// <returns>CPU cores and requests per second over the last minute, or as much of it as was scraped.</returns>
    private static (double? Cores, double? Requests) Rates(ImmutableList<Usage> usage)
    {
        if (usage.Count < 2)
        {
            return (null, null);
        }

        var (first, last) = (usage[0], usage[^1]);
        var seconds = (last.At - first.At).TotalSeconds;
        return seconds <= 0
            ? (null, null)
            : (
                (last.CpuMicroseconds - first.CpuMicroseconds) / MicrosecondsPerSecond / seconds,
                (last.Requests - first.Requests) / seconds);
    }

    private static double? Sum(ReplicaCapacity[] replicas, Func<ReplicaCapacity, double?> value) =>
        replicas.Select(value).Aggregate((double?)null, (sum, next) => next is null ? sum : (sum ?? 0) + next);

    private static double? Max(double? one, double? other) =>
        one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);

    private static double? Percent(double? used, double? limit) =>
        limit > 0 && used is { } value ? Math.Round(100 * value / limit.Value, 3) : null;

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
