using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Health;
using SreService.Objectives;
using SreService.Tests.Notifications;
using SreService.Tests.Objectives;

namespace SreService.Tests.Health;

public sealed class UserImpactTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly Dictionary<SeriesKey, Histogram> Nothing = [];

    [Theory]
    [InlineData(0, "fine", "All 216 requests of the last 20 s succeeded.")]
    [InlineData(1, "fine", "1 of 216 requests of the last 20 s failed (0.5%), most at /api/users.")]
    [InlineData(2, "at_risk", "2 of 216 requests of the last 20 s failed (0.9%), most at /api/users.")]
    [InlineData(10, "at_risk", "10 of 216 requests of the last 20 s failed (4.6%), most at /api/users.")]
    [InlineData(11, "hurt", "11 of 216 requests of the last 20 s failed (5.1%), most at /api/users.")]
    public void Users_are_hurt_when_a_share_of_their_requests_fails(int bad, string state, string sentence) =>
        Assert.Equal((state, sentence), Judge(Requests(216 - bad, bad)));

    [Fact]
    public void Few_failures_hurt_users_while_a_burn_rate_pages() => Assert.Equal(
        "hurt", Judge(Requests(214, 2), alerts: SomeAlert.Of(BurnRate.RuleName, severity: Severity.Critical)).State);

    [Fact]
    public void Spent_budget_is_a_risk_although_nothing_fails_now() => Assert.Equal(
        ("at_risk", "All 10 requests of the last 20 s succeeded; the error budget is spent: success."),
        Judge(Requests(10, 0), slo: Shipped.SloStatus("success", 90, 10, Noon) with
        {
            Status = ObjectiveStatus.Exhausted,
        }));

    [Fact]
    public void Reads_from_memory_are_a_risk() => Assert.Equal(
        ("at_risk", "All 10 requests of the last 20 s succeeded; 71 of 72 reads were not fresh."),
        Judge(new(Requests(10, 0))
        {
            [new(Measure.Reads, "users-service", "", EventOutcome.Good, "")] = Histogram.Of(1),
            [new(Measure.Reads, "users-service", "", EventOutcome.Bad, "stale")] = Histogram.Of(71),
        }));

    [Fact]
    public void Slow_requests_hurt_users()
    {
        var slow = new Histogram(
            40, 0, [.. DurationEdges.Seconds.Select(edge => edge >= 5 ? 40L : 0)]);

        var (state, sentence) = Judge(new() { [Good] = slow });

        Assert.Equal("hurt", state);
        Assert.Contains("p95 is", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Failing_probes_hurt_users_even_when_no_gateway_can_be_scraped() => Assert.Equal(
        ("hurt", "No replica of the gateway can be scraped; all 2 probes through the gateway failed."),
        Judge(
            new() { [new(Measure.Probes, "gateway", "/", EventOutcome.Bad, "refused")] = Histogram.Of(2) },
            gatewayAnswers: false));

    [Fact]
    public void Impact_is_unknown_without_a_gateway() => Assert.Equal(
        ("unknown", "No replica of the gateway can be scraped."), Judge(Nothing, gatewayAnswers: false));

    [Fact]
    public void State_keeps_its_beginning_until_it_changes()
    {
        var first = Next(UserImpact.Unknown("at the start"), Requests(1, 9), 0);
        var second = Next(first, Requests(10, 90), 5);
        var third = Next(second, Requests(10, 0), 10);

        Assert.Equal(
            [Noon, Noon, Noon.AddSeconds(10)], [first.Since, second.Since, third.Since]);
    }

    [Fact]
    public void State_that_was_unknown_before_the_first_round_begins_with_it()
    {
        var first = UserImpact.Unknown("at the start").Next(
            Nothing, [], AlertList.None, gatewayAnswers: false, Noon);

        Assert.Equal((ImpactState.Unknown, Noon), (first.State, first.Since));
    }

    [Fact]
    public void Failing_routes_are_listed_worst_first()
    {
        var counts = new Dictionary<SeriesKey, Histogram>(Requests(8, 2))
        {
            [Good with { Route = "/user" }] = Histogram.Of(1),
            [Good with { Route = "/user", Outcome = EventOutcome.Bad, Reason = "timeout" }] = Histogram.Of(3),
            [Good with { Route = "/docs" }] = Histogram.Of(1),
            [Good with { Route = "/health", Outcome = EventOutcome.Excluded, Reason = "health" }] = Histogram.Of(7),
        };

        var impact = Next(UserImpact.Unknown("at the start"), counts, 0);

        Assert.Equal(
            [new("/user", 3, 4, 75), new("/api/users", 2, 10, 20)], impact.Operations);
        Assert.Equal((5, 15, 33.333), (impact.Bad, impact.Total, impact.Share));
    }

    private static SeriesKey Good => new(Measure.Requests, "gateway", "/api/users", EventOutcome.Good, "");

    private static Dictionary<SeriesKey, Histogram> Requests(long good, long bad) => new()
    {
        [Good] = Histogram.Of(good),
        [Good with { Outcome = EventOutcome.Bad, Reason = "timeout" }] = Histogram.Of(bad),
    };

    private static UserImpact Next(UserImpact before, Dictionary<SeriesKey, Histogram> counts, int second) =>
        before.Next(counts, [], AlertList.None, gatewayAnswers: true, Noon.AddSeconds(second));

    private static (string State, string Sentence) Judge(
        Dictionary<SeriesKey, Histogram> counts, bool gatewayAnswers = true, Alert? alerts = null,
        SloStatus? slo = null)
    {
        var impact = UserImpact.Unknown("at the start").Next(
            counts, slo is null ? [] : [slo], alerts is null ? AlertList.None : SomeAlert.List(alerts), gatewayAnswers,
            Noon);
        return (impact.State switch
        {
            ImpactState.AtRisk => "at_risk",
            var other => other.ToString().ToLowerInvariant(),
        }, impact.Sentence);
    }
}
