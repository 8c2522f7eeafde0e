using SreService.Capacity;

namespace SreService.Tests.Capacity;

public sealed class WhatIfTests
{
    [Theory]
    [InlineData(0, 35, 35)]
    [InlineData(100, 35, 70)]
    [InlineData(-50, 35, 17.5)]
    [InlineData(-100, 35, 0)]
    public void Cpu_grows_in_proportion_to_traffic(double growth, double peak, double predicted) =>
        Assert.Equal(predicted, new WhatIf(growth, 30).Predict(Capacity(peak)).CpuPercent);

    [Theory]
    [InlineData(0, 70, 2, 2)]
    [InlineData(0, 70.1, 2, 3)]
    [InlineData(100, 70, 2, 4)]
    [InlineData(-100, 70, 2, 1)]
    public void Replicas_needed_keep_cpu_at_or_below_the_target(double growth, double peak, int replicas, int needed) =>
        Assert.Equal(needed, new WhatIf(growth, 30).Predict(Capacity(peak, replicas)).ReplicasNeeded);

    [Theory]
    [InlineData(100, 35, 30.0)]
    [InlineData(200, 35, 15.0)]
    [InlineData(100, 70, 0.0)]
    [InlineData(100, 71, 0.0)]
    [InlineData(0, 35, null)]
    [InlineData(-10, 35, null)]
    [InlineData(100, 0, null)]
    public void Days_to_the_target_assume_linear_growth(double growth, double peak, double? days) =>
        Assert.Equal(days, new WhatIf(growth, 30).Predict(Capacity(peak)).DaysToCpuTarget);

    [Theory]
    [InlineData(null, 2)]
    [InlineData(35.0, 0)]
    public void Prediction_is_unknown_without_measurements(double? peak, int replicas) =>
        Assert.Equal(new ServicePrediction(null, 70, null, null), WhatIf.Default.Predict(Capacity(peak, replicas)));

    private static ServiceCapacity Capacity(double? peak, int replicas = 2) =>
        new(null, replicas, replicas, peak, peak, null, null, []);
}
