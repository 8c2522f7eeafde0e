using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class MetricsPageTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly MetricsPage _page = new(new ScrapeCache(1000), maxSeries: 1000);

    [Fact]
    public void Histogram_samples_become_one_histogram()
    {
        var text = new ReplicaText("gateway", "g-1", Start)
            .Answered(3, seconds: 0.04)
            .Answered(1, seconds: 0.2)
            .Answered(2, seconds: 3);

        Assert.Null(_page.Read(text.ToString()));

        var (series, histogram) = Assert.Single(_page.Counters());
        Assert.Equal(("/api/users", "good", ""), (series["http_route"], series["outcome"], series["reason"]));
        Assert.Equal((6, 6_320_000), (histogram.Count, histogram.Microseconds));
        Assert.Equal(
            (3, 4, 4, 6),
            (histogram.AtMost(0.05), histogram.AtMost(0.2), histogram.AtMost(2), histogram.AtMost(5)));
    }

    [Fact]
    public void Missing_edge_gets_a_lower_bound()
    {
        Assert.Null(_page.Read("""
            http_server_request_duration_seconds_bucket{outcome="good",le="0.1"} 3
            http_server_request_duration_seconds_bucket{outcome="good",le="0.3"} 8
            http_server_request_duration_seconds_bucket{outcome="good",le="0.5"} 9
            http_server_request_duration_seconds_count{outcome="good"} 9
            """));

        var histogram = _page.Counters().Values.Single();
        Assert.Equal((3, 9), (histogram.AtMost(0.2), histogram.AtMost(0.5)));
    }

    [Theory]
    [InlineData("users_reads_total{freshness=\"fresh\"} 1.5")]
    [InlineData("users_reads_total{freshness=\"fresh\"} -1")]
    [InlineData("users_reads_total{freshness=\"fresh\"} NaN")]
    [InlineData("users_reads_total{freshness=\"fresh\"} 1e300")]
    public void Fractional_count_makes_the_page_unreadable(string line) =>
        Assert.Equal("users_reads_total is not a count", _page.Read(line));

    [Fact]
    public void Gauge_without_a_finite_value_is_missing()
    {
        Assert.Null(_page.Read("process_cpu_limit inf\nprocess_memory_limit_bytes NaN\nprocess_cpu_count 2"));

        Assert.Equal("process_cpu_count", Assert.Single(_page.Gauges()).Key.Name);
    }

    [Fact]
    public void Page_with_too_many_samples_is_refused()
    {
        var samples = Enumerable.Range(0, 1001).Select(number => $"a{number} 1\n");

        Assert.Equal("more than 1000 series", _page.Read(string.Concat(samples)));
    }

    [Fact]
    public void Page_can_be_reused()
    {
        _page.Read("""users_reads_total{freshness="fresh"} 1""");
        _page.Read("""users_reads_total{freshness="stale"} 2""");

        Assert.Equal(2, Assert.Single(_page.Counters()).Value.Count);
    }

    [Theory]
    [InlineData("fresh", EventOutcome.Good, "")]
    [InlineData("stale", EventOutcome.Bad, "stale")]
    [InlineData("unavailable", EventOutcome.Bad, "unavailable")]
    public void Only_fresh_reads_are_good(string freshness, string outcome, string reason) =>
        Assert.Equal(
            new SeriesKey(Measure.Reads, "users-service", "", outcome, reason),
            new Series("users_reads_total", [("freshness", freshness)]).KeyAt("users-service"));
}
