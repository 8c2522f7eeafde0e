using System.Globalization;
using SreService.Counting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Tests.Objectives;

public sealed class IndicatorTests
{
    private readonly Dictionary<SeriesKey, Histogram> _minute = [];

    [Theory]
    [InlineData(12, 0, 1, 0)]
    [InlineData(7, 5, 1, 0)]
    [InlineData(6, 6, 0, 1)]   // half failed
    [InlineData(0, 12, 0, 1)]
    [InlineData(1, 0, 1, 0)]
    public void Minute_is_available_if_most_probes_succeed(int succeeded, int failed, int good, int bad)
    {
        Count(Measure.Probes, "gateway", EventOutcome.Good, "", succeeded);
        Count(Measure.Probes, "gateway", EventOutcome.Bad, "timeout", failed);

        Assert.Equal(new Slice(good, bad, Covered: true), Slice("availability"));
    }

    [Fact]
    public void Minute_without_probe_is_not_covered() =>
        Assert.Equal(new Slice(0, 0, Covered: false), Slice("availability"));

    [Fact]
    public void Success_ignores_excluded_requests_and_other_services()
    {
        Sight("gateway", good: 12, bad: 0);
        Count(Measure.Requests, "gateway", EventOutcome.Good, "", 98);
        Count(Measure.Requests, "gateway", EventOutcome.Bad, "timeout", 2);
        Count(Measure.Requests, "gateway", EventOutcome.Excluded, "probe", 50);
        Count(Measure.Requests, "users-service", EventOutcome.Bad, "server_error", 50);

        Assert.Equal(new Slice(98, 2, Covered: true), Slice("success"));
    }

    [Fact]
    public void Latency_counts_good_requests_without_streams()
    {
        Sight("gateway", good: 12, bad: 0);
        Timed(EventOutcome.Good, "", count: 10, seconds: 0.2);
        Timed(EventOutcome.Good, "", count: 3, seconds: 0.25);
        Timed(EventOutcome.Good, "stream", count: 5, seconds: 10);
        Timed(EventOutcome.Bad, "timeout", count: 4, seconds: 10);

        Assert.Equal(new Slice(10, 3, Covered: true), Slice("latency"));
    }

    [Fact]
    public void Stale_or_missing_read_is_bad()
    {
        Sight("users-service", good: 12, bad: 0);
        Count(Measure.Reads, "users-service", EventOutcome.Good, "", 90);
        Count(Measure.Reads, "users-service", EventOutcome.Bad, "stale", 8);
        Count(Measure.Reads, "users-service", EventOutcome.Bad, "unavailable", 2);

        Assert.Equal(new Slice(90, 10, Covered: true), Slice("freshness"));
    }

    [Theory]
    [InlineData(12, 0, true)]
    [InlineData(11, 1, false)]
    [InlineData(0, 0, false)]
    public void Minute_with_a_replica_down_is_not_covered(int inSight, int outOfSight, bool covered)
    {
        Sight("gateway", inSight, outOfSight);

        Assert.Equal(covered, Slice("success").Covered);
    }

    [Theory]
    [InlineData("0.5", true, 1, 1, false)]
    [InlineData("0.5", false, 1, 1, true)]
    [InlineData("0.999", false, 999, 1, true)]
    [InlineData("0.999", false, 998, 2, false)]
    [InlineData("1", false, 5, 0, true)]
    public void Minute_is_good_if_its_ratio_reaches_the_target(
        string target, bool above, int good, int bad, bool isGood)
    {
        var rule = new MinuteRule(decimal.Parse(target, CultureInfo.InvariantCulture), above);

        Assert.Equal(isGood, rule.IsGood(good, good + bad));
    }

    [Fact]
    public void Route_prefix_selects_only_its_routes()
    {
        Sight("gateway", good: 12, bad: 0);
        (string, int)[] requests =
            [("/api/users", 10), ("/api/users/{id}", 20), ("/api/users-export", 40), ("/", 80)];
        foreach (var (route, count) in requests)
        {
            _minute[new(Measure.Requests, "gateway", route, EventOutcome.Good, "")] = Histogram.Of(count);
        }

        Assert.Equal(30, Of(prefix: "/api/users").Count(_minute).Good);
        Assert.Equal(120, Of(routes: ["/api/users-export", "/"]).Count(_minute).Good);
        Assert.Equal(150, Of(prefix: "/").Count(_minute).Good);

        static Indicator Of(string? prefix = null, params string[] routes)
        {
            var total = new Selector(
                Measure.Requests, "gateway", routes, prefix, [EventOutcome.Bad, EventOutcome.Good], [], null);
            return new(total with { Outcomes = [EventOutcome.Good] }, CountsGood: true, total, Minutes: null);
        }
    }

    [Fact]
    public void Indicator_can_count_bad_events()
    {
        Sight("gateway", good: 12, bad: 0);
        Count(Measure.Requests, "gateway", EventOutcome.Good, "", 98);
        Count(Measure.Requests, "gateway", EventOutcome.Bad, "timeout", 2);
        var total = Shipped.Find("success").Indicator.Total;

        var indicator = new Indicator(
            total with { Outcomes = [EventOutcome.Bad] }, CountsGood: false, total, Minutes: null);

        Assert.Equal(new Slice(98, 2, Covered: true), indicator.Count(_minute));
    }

    [Fact]
    public void Equal_indicators_have_equal_revisions()
    {
        var (success, latency) = (Shipped.Find("success").Indicator, Shipped.Find("latency").Indicator);

        Assert.Equal(success.Revision, (success with { Total = success.Total with { } }).Revision);
        Assert.Equal(4, Shipped.Objectives.Select(objective => objective.Indicator.Revision).Distinct().Count());
        Assert.NotEqual(
            latency.Revision, (latency with { Counted = latency.Counted with { AtMostSeconds = 0.25m } }).Revision);
    }

    private Slice Slice(string objective) => Shipped.Find(objective).Indicator.Count(_minute);

    private void Sight(string service, int good, int bad)
    {
        Count(Measure.ScrapeCoverage, service, EventOutcome.Good, "", good);
        Count(Measure.ScrapeCoverage, service, EventOutcome.Bad, "unreachable", bad);
    }

    private void Count(string measure, string service, string outcome, string reason, int count) =>
        _minute[new(measure, service, "", outcome, reason)] = Histogram.Of(count);

    private void Timed(string outcome, string reason, int count, double seconds) =>
        _minute[new(Measure.Requests, "gateway", seconds.ToString("R"), outcome, reason)] =
            new(count, 0, [.. DurationEdges.Seconds.Select(edge => edge >= seconds ? (long)count : 0)]);
}
