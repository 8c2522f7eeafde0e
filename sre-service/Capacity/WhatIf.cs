namespace SreService.Capacity;

/// <summary>Growth of traffic in percent within a number of days.</summary>
internal sealed record WhatIf(double GrowthPercent, double HorizonDays)
{
    public static WhatIf Default { get; } = new(DefaultGrowth, DefaultHorizon);

    public const double DefaultGrowth = 0;
    public const double DefaultHorizon = 30;
    public const double LeastGrowth = -100;
    public const double MostGrowth = 10_000;
    public const double LeastHorizon = 1;
    public const double MostHorizon = 3650;

    /// <summary>The usual threshold for scaling out by target tracking.</summary>
    public const double CpuTargetPercent = 70;

    public const double MemoryTargetPercent = 80;

    /// <summary>
    /// Assumes that CPU grows in proportion to traffic, which overstates it by the CPU of an idle process.
    /// </summary>
    public ServicePrediction Predict(ServiceCapacity now)
    {
        if (now.PeakCpuPercent is not { } peak || now.ReplicasAnswering == 0)
        {
            return new(null, CpuTargetPercent, null, null);
        }

        var then = peak * (1 + (GrowthPercent / 100));
        return new(
            Math.Round(then, 3), CpuTargetPercent, DaysToTarget(peak),
            Math.Max(1, (int)Math.Ceiling(now.ReplicasAnswering * then / CpuTargetPercent)));
    }

    private double? DaysToTarget(double peak) =>
        peak >= CpuTargetPercent ? 0
        : GrowthPercent <= 0 || peak <= 0 ? null
        : Math.Round(((CpuTargetPercent / peak) - 1) / (GrowthPercent / 100) * HorizonDays, 1);
}
