using SreService.Capacity;

namespace SreService.Tests.Capacity;

public sealed class RecommendationsTests
{
    private static readonly ServicePrediction Fine = new(50, 70, null, 2);

    [Fact]
    public void Healthy_service_has_none() => Assert.Empty(For(Capacity(), Fine));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 2)]
    [InlineData(0, 0)]
    public void Missing_replicas_are_restored_first(int up, int total)
    {
        var recommendation = For(Capacity(up: up, total: total), Fine).First();

        Assert.Equal(("restore_readings", Priority.High), (recommendation.Action, recommendation.Priority));
        Assert.Equal($"{up} of {total} replicas are up", recommendation.CurrentValue);
    }

    [Fact]
    public void Single_replica_is_scaled_out()
    {
        var recommendation = Assert.Single(For(Capacity(up: 1, total: 1), Fine));

        Assert.Equal(("scale_out", Priority.Medium), (recommendation.Action, recommendation.Priority));
    }

    [Theory]
    [InlineData(60, 70.0, null)]
    [InlineData(60, 70.1, "Medium")]
    [InlineData(60, 99.9, "Medium")]
    [InlineData(60, 100.0, "High")]
    [InlineData(70, 71.0, "Medium")]
    [InlineData(70.1, 71.0, "High")]
    public void Predicted_cpu_above_the_target_needs_more_replicas(double peak, double predicted, string? priority) =>
        Assert.Equal(
            priority,
            For(Capacity(peak: peak), new(predicted, 70, null, 3)).SingleOrDefault()?.Priority.ToString());

    [Fact]
    public void Cpu_recommendation_shows_numbers_in_English()
    {
        var recommendation = Assert.Single(For(Capacity(peak: 60.25), new(88.5, 70, null, 3)));

        Assert.Equal("CPU in the busiest minute will be 88.5% (target 70%)", recommendation.Issue);
        Assert.Equal(("60.3%", "run 3 replicas"), (recommendation.CurrentValue, recommendation.Recommendation));
    }

    [Fact]
    public void Unknown_peak_gives_no_cpu_recommendation() =>
        Assert.Empty(For(Capacity(peak: null), new(90, 70, null, 3)));

    [Theory]
    [InlineData(80.0, false)]
    [InlineData(80.1, true)]
    [InlineData(null, false)]
    public void Memory_above_80_percent_needs_more(double? memory, bool needed) => Assert.Equal(
        needed, For(Capacity(memory: memory), Fine).Any(recommendation => recommendation.Action == "add_memory"));

    private static CapacityRecommendation[] For(ServiceCapacity now, ServicePrediction then) =>
        [.. Recommendations.For("gateway", now, then)];

    private static ServiceCapacity Capacity(int up = 2, int total = 2, double? peak = 40, double? memory = 40) =>
        new(null, up, total, peak, peak, memory, null, []);
}
