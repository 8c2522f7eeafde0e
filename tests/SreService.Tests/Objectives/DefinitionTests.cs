using System.Globalization;
using SreService.Counting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Tests.Objectives;

public sealed class DefinitionTests
{
    private readonly Dictionary<CountKey, Tally> _minute = [];

    [Theory]
    [InlineData(12, 0, 1, 0)]
    [InlineData(7, 5, 1, 0)]
    [InlineData(6, 6, 0, 1)]   // half failed
    [InlineData(0, 12, 0, 1)]
    [InlineData(1, 0, 1, 0)]
    public void A_minute_is_available_when_a_probe_succeeded_and_fewer_than_half_failed(int succeeded, int failed, int good, int bad)
    {
        Count(Measure.Probes, "gateway", Outcome.Good, "", succeeded);
        Count(Measure.Probes, "gateway", Outcome.Bad, "timeout", failed);

        Assert.Equal(new Slice(good, bad, Covered: true), Slice("availability"));
    }

    [Fact]
    public void A_minute_without_a_probe_is_not_covered() =>
        Assert.Equal(new Slice(0, 0, Covered: false), Slice("availability"));

    [Fact]
    public void Success_leaves_out_what_is_excluded_and_what_others_count()
    {
        Sight("gateway", good: 12, bad: 0);
        Count(Measure.Requests, "gateway", Outcome.Good, "", 98);
        Count(Measure.Requests, "gateway", Outcome.Bad, "timeout", 2);
        Count(Measure.Requests, "gateway", Outcome.Excluded, "probe", 50);
        Count(Measure.Requests, "users-service", Outcome.Bad, "server_error", 50);

        Assert.Equal(new Slice(98, 2, Covered: true), Slice("success"));
    }

    [Fact]
    public void Latency_looks_at_good_requests_that_are_no_streams()
    {
        Sight("gateway", good: 12, bad: 0);
        Timed(Outcome.Good, "", count: 10, seconds: 0.2);
        Timed(Outcome.Good, "", count: 3, seconds: 0.25);
        Timed(Outcome.Good, "stream", count: 5, seconds: 10);
        Timed(Outcome.Bad, "timeout", count: 4, seconds: 10);

        Assert.Equal(new Slice(10, 3, Covered: true), Slice("latency"));
    }

    [Fact]
    public void A_read_that_is_stale_or_missing_is_bad()
    {
        Sight("users-service", good: 12, bad: 0);
        Count(Measure.Reads, "users-service", Outcome.Good, "", 90);
        Count(Measure.Reads, "users-service", Outcome.Bad, "stale", 8);
        Count(Measure.Reads, "users-service", Outcome.Bad, "unavailable", 2);

        Assert.Equal(new Slice(90, 10, Covered: true), Slice("freshness"));
    }

    [Theory]
    [InlineData(12, 0, true)]
    [InlineData(11, 1, false)]
    [InlineData(0, 0, false)]
    public void A_minute_in_which_a_replica_was_out_of_sight_is_not_covered(int inSight, int outOfSight, bool covered)
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
    public void A_minute_is_good_when_its_share_reaches_or_passes_the_mark(string target, bool above, int good, int bad, bool isGood) =>
        Assert.Equal(isGood, new MinuteRule(decimal.Parse(target, CultureInfo.InvariantCulture), above).IsGood(good, good + bad));

    [Fact]
    public void A_group_of_routes_counts_those_routes_alone()
    {
        Sight("gateway", good: 12, bad: 0);
        foreach (var (route, count) in new[] { ("/api/users", 10), ("/api/users/{id}", 20), ("/api/users-export", 40), ("/", 80) })
        {
            _minute[new(Measure.Requests, "gateway", route, Outcome.Good, "")] = Tally.Of(count);
        }

        Assert.Equal(30, Of(prefix: "/api/users").Count(_minute).Good);
        Assert.Equal(120, Of(routes: ["/api/users-export", "/"]).Count(_minute).Good);
        Assert.Equal(150, Of(prefix: "/").Count(_minute).Good);

        static Definition Of(string? prefix = null, params string[] routes)
        {
            var total = new Selection(Measure.Requests, "gateway", routes, prefix, [Outcome.Bad, Outcome.Good], [], null);
            return new(total with { Outcomes = [Outcome.Good] }, CountsGood: true, total, Minutes: null);
        }
    }

    [Fact]
    public void Bad_events_may_be_named_instead_of_good_ones()
    {
        Sight("gateway", good: 12, bad: 0);
        Count(Measure.Requests, "gateway", Outcome.Good, "", 98);
        Count(Measure.Requests, "gateway", Outcome.Bad, "timeout", 2);
        var total = Shipped.Find("success").Definition.Total;

        var definition = new Definition(total with { Outcomes = [Outcome.Bad] }, CountsGood: false, total, Minutes: null);

        Assert.Equal(new Slice(98, 2, Covered: true), definition.Count(_minute));
    }

    [Fact]
    public void Another_definition_is_another_generation_and_the_same_is_the_same()
    {
        var (success, latency) = (Shipped.Find("success").Definition, Shipped.Find("latency").Definition);

        Assert.Equal(success.Generation, (success with { Total = success.Total with { } }).Generation);
        Assert.Equal(4, Shipped.Objectives.Select(objective => objective.Definition.Generation).Distinct().Count());
        Assert.NotEqual(
            latency.Generation, (latency with { Counted = latency.Counted with { AtMostSeconds = 0.25m } }).Generation);
    }

    private Slice Slice(string objective) => Shipped.Find(objective).Definition.Count(_minute);

    private void Sight(string service, int good, int bad)
    {
        Count(Measure.Sight, service, Outcome.Good, "", good);
        Count(Measure.Sight, service, Outcome.Bad, "unreachable", bad);
    }

    private void Count(string measure, string service, string outcome, string reason, int count) =>
        _minute[new(measure, service, "", outcome, reason)] = Tally.Of(count);

    private void Timed(string outcome, string reason, int count, double seconds) =>
        _minute[new(Measure.Requests, "gateway", seconds.ToString("R"), outcome, reason)] =
            new(count, 0, [.. DurationEdges.Seconds.Select(edge => edge >= seconds ? (long)count : 0)]);
}
