using SreService.Capacity;
using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;

namespace SreService.Tests.Capacity;

public sealed class UtilizationTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private static readonly (string, double)[] Limits =
    [
        ("process_cpu_limit{}", 2), ("process_memory_usage_bytes{}", 50), ("process_memory_limit_bytes{}", 200),
    ];

    [Fact]
    public void Replica_shows_cores_memory_and_requests_relative_to_its_limits()
    {
        var replica = Utilization.Of(Busy("g-1", cores: 0.5, requests: 600));

        Assert.Equal((0.5, 2, 25), (replica.CpuCores, replica.CpuLimitCores, replica.CpuPercent));
        Assert.Equal((25, 10), (replica.MemoryPercent, replica.RequestsPerSecond));
        Assert.Null(replica.Reason);
    }

    [Fact]
    public void Rates_are_unknown_after_a_single_scrape()
    {
        var replica = Utilization.Of(SomeReplica.Up(Limits));

        Assert.Equal((null, "scraped only once so far"), (replica.CpuCores, replica.Reason));
        Assert.Equal(25, replica.MemoryPercent);
    }

    [Fact]
    public void Replica_that_is_down_shows_only_the_reason() => Assert.Equal(
        new ReplicaCapacity(
            "http://gateway-1.test:9080", "connection refused", null, null, null, null, null, null, null),
        Utilization.Of(Down));

    [Fact]
    public void Replica_without_a_scrape_is_unknown() =>
        Assert.Equal("not scraped yet", Utilization.Of(SomeReplica.NotScraped()).Reason);

    [Fact]
    public void Percent_of_a_limit_of_zero_is_unknown()
    {
        var replica = SomeReplica.Up(("process_memory_usage_bytes{}", 50), ("process_memory_limit_bytes{}", 0));

        Assert.Null(Utilization.Of(replica).MemoryPercent);
    }

    [Fact]
    public void Service_adds_up_replicas_that_are_up()
    {
        var service = Utilization.Of(
            [Busy("g-1", cores: 0.5, requests: 600), Busy("g-2", cores: 1.5, requests: 0), Down],
            peakCores: null);

        Assert.Equal((2, 3), (service.ReplicasAnswering, service.ReplicasTotal));
        Assert.Equal((50, 50, 10), (service.CpuPercent, service.PeakCpuPercent, service.RequestsPerSecond));
        Assert.Equal("connection refused", service.Reason);
    }

    [Theory]
    [InlineData(0.5, 0.5, 25)]
    [InlineData(0.0004, 0.0002, 0.015)]
    public void Cpu_of_a_service_is_the_mean_of_its_replicas(double first, double second, double percent)
    {
        var service = Utilization.Of([Busy("g-1", first, 0), Busy("g-2", second, 0)], peakCores: null);

        Assert.Equal(percent, service.CpuPercent);
        Assert.Equal(service.Replicas.Average(replica => replica.CpuPercent), service.CpuPercent);
    }

    [Fact]
    public void Replica_that_was_scraped_only_once_does_not_lower_the_cpu_of_its_service()
    {
        var service = Utilization.Of([Busy("g-1", cores: 0.5, requests: 0), SomeReplica.Up(Limits)], peakCores: 1);

        Assert.Equal((25, 25), (service.CpuPercent, service.PeakCpuPercent));
    }

    [Theory]
    [InlineData(0.25, 25)]
    [InlineData(1.0, 50)]
    public void Peak_is_at_least_the_current_cpu(double peakCores, double percent) => Assert.Equal(
        percent, Utilization.Of([Busy("g-1", cores: 0.5, requests: 0)], peakCores).PeakCpuPercent);

    [Fact]
    public void Service_without_replicas_is_unknown()
    {
        var service = Utilization.Of([], peakCores: 1);

        Assert.Equal(("no known replica", null, null), (service.Reason, service.CpuPercent, service.PeakCpuPercent));
    }

    [Fact]
    public void Peak_is_the_busiest_minute_that_follows_an_observed_one() => Assert.Equal(
        0.5,
        Utilization.PeakCores([Minute(0, cores: 9), Minute(1, 0.25), Minute(2, 0.5), Minute(4, cores: 9)], "gateway"));

    [Theory]
    [InlineData("gateway", false)]
    [InlineData("users-service", true)]
    public void Peak_is_unknown_without_observed_minutes_of_the_service(string service, bool covered) =>
        Assert.Null(Utilization.PeakCores([Minute(0, 1, covered), Minute(1, 1, covered)], service));

    private static Replica Down =>
        SomeReplica.NotScraped().Failed(new(FailureKind.Unreachable, "connection refused"), Noon);

    private static Replica Busy(string instance, double cores, long requests) => SomeReplica
        .NotScraped(instance: instance)
        .Scraped(SomeReplica.Scrape(Noon.AddSeconds(-60), instance, Limits).WithUsage(10, 100))
        .Scraped(SomeReplica.Scrape(Noon, instance, Limits).WithUsage(10 + (60 * cores), 100 + requests));

    private static MinuteCounts Minute(int minute, double cores, bool covered = true) => new(
        Noon.AddMinutes(minute),
        new Dictionary<SeriesKey, Histogram>
        {
            [new(Measure.ScrapeCoverage, "gateway", "", covered ? EventOutcome.Good : EventOutcome.Bad, "")] =
                Histogram.Of(4),
            [new(Measure.Cpu, "gateway", "", EventOutcome.Good, "")] = new(0, (long)(cores * 60_000_000), []),
            [new(Measure.Cpu, "users-service", "", EventOutcome.Good, "")] = new(0, 600_000_000, []),
        });
}
