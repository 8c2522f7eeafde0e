using Microsoft.Extensions.Time.Testing;
using SreService.Capacity;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;

namespace SreService.Tests.Capacity;

public sealed class CapacityPlanTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly RecentCounts _recent = new();

    [Fact]
    public void Every_service_of_the_system_is_analyzed_and_predicted()
    {
        var plan = Plan(Gateway);

        Assert.Equal(SystemTopology.Names, plan.CapacityAnalysis.Services.Keys);
        Assert.Equal(SystemTopology.Names, plan.Predictions.Services.Keys);
        Assert.Equal(1, plan.CapacityAnalysis.Services["gateway"].ReplicasAnswering);
        Assert.Equal("no known replica", plan.CapacityAnalysis.Services["users-service"].Reason);
    }

    [Theory]
    [InlineData(1, "OK")]
    [InlineData(60, "UNKNOWN")]
    public void Status_is_unknown_when_the_last_round_is_too_old(int secondsAgo, string status) =>
        Assert.Equal(status, Plan(Noon.AddSeconds(-secondsAgo), Gateway).CapacityAnalysis.Status);

    [Fact]
    public void Prediction_multiplies_the_busiest_observed_minute_by_the_growth()
    {
        Observe(minute: -3, cores: 0.25);
        Observe(minute: -2, cores: 0.25);
        Observe(minute: -1, cores: 0.5);

        var plan = Plan(Gateway);

        Assert.Equal(25, plan.CapacityAnalysis.Services["gateway"].PeakCpuPercent);
        Assert.Equal(50, plan.Predictions.Services["gateway"].CpuPercent);
    }

    [Fact]
    public void Confidence_depends_on_observed_whole_minutes()
    {
        Observe(minute: -3, cores: 0.25);
        Observe(minute: -2, cores: 0.25, EventOutcome.Bad);
        Observe(minute: -1, cores: 0.25);
        Observe(minute: 0, cores: 0.25);

        var predictions = Plan(Gateway).Predictions;

        Assert.Equal((2, "low"), (predictions.ObservedMinutes, predictions.Confidence));
        Assert.StartsWith("proportional to the busiest of 2 observed minutes", predictions.Reason);
    }

    [Fact]
    public void Most_urgent_recommendation_comes_first()
    {
        var recommendations = Plan(Gateway).Recommendations.Recommendations;

        Assert.Equal(
            [Priority.High, Priority.High, Priority.High, Priority.Medium],
            recommendations.Select(recommendation => recommendation.Priority));
        Assert.Equal("gateway", recommendations[^1].Component);
    }

    private static Replica Gateway => SomeReplica.Up(("process_cpu_limit{}", 2));

    private void Observe(int minute, double cores, string coverage = EventOutcome.Good) => _recent.Add(
        Noon.AddMinutes(minute),
        [
            (new(Measure.ScrapeCoverage, "gateway", "", coverage, ""), Histogram.Of(4)),
            (new(Measure.Cpu, "gateway", "", EventOutcome.Good, ""), new(0, (long)(cores * 60_000_000), [])),
        ]);

    private CapacityReport Plan(params Replica[] all) => Plan(Noon, all);

    private CapacityReport Plan(DateTimeOffset round, params Replica[] all)
    {
        var replicas = new Replicas(
            new(round, [.. all]), new ScrapingSettings(), SomeReplica.Connection, new FakeTimeProvider(Noon));
        var provenance = new Provenance(replicas, new LeadershipTracker(), new("sre-service", "sre-1", "1.2.3", Noon));
        return CapacityPlan.For(replicas, _recent, provenance, new WhatIf(GrowthPercent: 100, HorizonDays: 30));
    }
}
