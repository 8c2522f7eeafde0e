namespace SreService.Capacity;

/// <summary>
/// Recommendations from utilization and prediction, each with its evidence. Missing data is itself a problem.
/// </summary>
internal static class Recommendations
{
    public static IEnumerable<CapacityRecommendation> For(
        string service, ServiceCapacity now, ServicePrediction then) =>
        new[] { Scrapes(service, now), SingleReplica(service, now), Cpu(service, now, then), Memory(service, now) }
            .OfType<CapacityRecommendation>();

    private static CapacityRecommendation? Scrapes(string service, ServiceCapacity now) =>
        now.ReplicasAnswering < Math.Max(1, now.ReplicasTotal)
        ? new(
            service, Priority.High, "capacity is unknown",
            $"{now.ReplicasAnswering} of {now.ReplicasTotal} replicas are up",
            "restore the missing replicas or their metrics first",
            "restore_readings",
            [
                new("replicas_answering", now.ReplicasAnswering, "replicas"),
                new("replicas_total", now.ReplicasTotal, "replicas"),
            ])
        : null;

    private static CapacityRecommendation? SingleReplica(string service, ServiceCapacity now) => now.ReplicasTotal == 1
        ? new(
            service, Priority.Medium, "single point of failure", "1 replica",
            "run at least 2 replicas, so that one can fail or be replaced", "scale_out",
            [new("replicas_total", now.ReplicasTotal, "replicas")])
        : null;

    private static CapacityRecommendation? Cpu(string service, ServiceCapacity now, ServicePrediction then)
    {
        if (then is not { CpuPercent: > WhatIf.CpuTargetPercent, ReplicasNeeded: { } needed }
            || now.PeakCpuPercent is not { } peak)
        {
            return null;
        }

        return new(
            service, peak > WhatIf.CpuTargetPercent || then.CpuPercent >= 100 ? Priority.High : Priority.Medium,
            Invariant($"CPU in the busiest minute will be {then.CpuPercent:0.#}% (target {then.CpuTargetPercent:0}%)"),
            Invariant($"{peak:0.#}%"), $"run {needed} replicas", "scale_out",
            [
                new("peak_cpu", peak, "percent"), new("predicted_cpu", then.CpuPercent!.Value, "percent"),
                new("replicas_answering", now.ReplicasAnswering, "replicas"),
                new("replicas_needed", needed, "replicas"),
            ]);
    }

    private static CapacityRecommendation? Memory(string service, ServiceCapacity now) =>
        now.MemoryPercent is > WhatIf.MemoryTargetPercent and { } used
        ? new(
            service, Priority.High, "memory is close to the limit", Invariant($"{used:0.#}%"),
            "raise the memory limit or find what retains memory", "add_memory",
            [new("memory", used, "percent"), new("memory_target", WhatIf.MemoryTargetPercent, "percent")])
        : null;
}
