using System.Globalization;

namespace SreService.Capacity;

/// <summary>
/// What follows from use and prediction. Each rests on measurements that it names; missing ones never say fine.
/// </summary>
internal static class Recommendations
{
    public static IEnumerable<CapacityRecommendation> For(
        string service, ServiceCapacity now, ServicePrediction then) =>
        new[] { Readings(service, now), SingleReplica(service, now), Cpu(service, now, then), Memory(service, now) }
            .OfType<CapacityRecommendation>();

    private static CapacityRecommendation? Readings(string service, ServiceCapacity now) =>
        now.ReplicasAnswering < Math.Max(1, now.ReplicasTotal)
        ? new(
            service, Priority.High, "capacity is not known",
            $"{now.ReplicasAnswering} of {now.ReplicasTotal} replicas answer",
            "bring the missing replicas or their metrics back before deciding anything",
            "restore_readings",
            [
                new("replicas_answering", now.ReplicasAnswering, "replicas"),
                new("replicas_total", now.ReplicasTotal, "replicas"),
            ])
        : null;

    private static CapacityRecommendation? SingleReplica(string service, ServiceCapacity now) => now.ReplicasTotal == 1
        ? new(
            service, Priority.Medium, "single point of failure", "1 replica",
            "run at least 2 replicas, so that one may fail or be replaced", "scale_out",
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
            Text($"CPU of the busiest minute would be {then.CpuPercent:0.#} %, the target is {then.CpuTargetPercent:0} %"),
            Text($"{peak:0.#} %"), $"run {needed} replicas", "scale_out",
            [
                new("peak_cpu", peak, "percent"), new("predicted_cpu", then.CpuPercent!.Value, "percent"),
                new("replicas_answering", now.ReplicasAnswering, "replicas"),
                new("replicas_needed", needed, "replicas"),
            ]);
    }

    private static CapacityRecommendation? Memory(string service, ServiceCapacity now) =>
        now.MemoryPercent is > WhatIf.MemoryTargetPercent and { } used
        ? new(
            service, Priority.High, "memory is close to the limit", Text($"{used:0.#} %"),
            "give the replicas more memory, or find what holds it", "add_memory",
            [new("memory", used, "percent"), new("memory_target", WhatIf.MemoryTargetPercent, "percent")])
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
