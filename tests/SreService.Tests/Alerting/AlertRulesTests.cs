using SreService.Alerting;
using SreService.Counting;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Objectives;

namespace SreService.Tests.Alerting;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly StorageState Written = new(true, null, Noon, 1, 1);
    private static readonly Target GatewayTarget = new("gateway", new Uri("http://10.0.0.1:9090"), null);
    private static readonly ReadingFailure Refused = new(FailureKind.Unreachable, "connection refused");

    private readonly Dictionary<CountKey, Tally> _counts = [];
    private Replica _gateway = Replica.Unseen(GatewayTarget).Saw(Reading());

    [Theory]
    [InlineData(5, nameof(Finding.Inactive))]
    [InlineData(6, nameof(Finding.Firing))]
    public void More_than_five_bad_requests_in_sixty_seconds_are_too_many(int bad, string finding)
    {
        Count(Measure.Requests, Outcome.Bad, bad);

        AssertFinding(finding, "bad_requests");
    }

    [Fact]
    public void While_no_gateway_can_be_read_nobody_knows_of_bad_requests()
    {
        _gateway = _gateway.Missing(Refused, Noon);

        AssertFinding(nameof(Finding.NoData), "bad_requests");
    }

    [Theory]
    [InlineData(9, 1, nameof(Finding.Inactive))]
    [InlineData(8, 1, nameof(Finding.Firing))]
    [InlineData(0, 0, nameof(Finding.NoData))]
    public void Fewer_than_nine_tenths_of_probes_are_too_few(int good, int bad, string finding)
    {
        Count(Measure.Probes, Outcome.Good, good);
        Count(Measure.Probes, Outcome.Bad, bad);

        AssertFinding(finding, "failing_probes");
    }

    [Theory]
    [InlineData(95, 5, nameof(Finding.Inactive))]
    [InlineData(94, 6, nameof(Finding.Firing))]
    [InlineData(0, 0, nameof(Finding.NoData))]
    public void Answers_are_slow_when_more_than_one_in_twenty_takes_longer_than_two_seconds(int inTime, int late, string finding)
    {
        _counts[new(Measure.Requests, "gateway", "", Outcome.Good, "")] =
            new(inTime + late, 0, [.. DurationEdges.Seconds.Select(edge => edge >= 2 ? (long)(edge > 2 ? inTime + late : inTime) : 0)]);

        AssertFinding(finding, "slow_answers");
    }

    [Theory]
    [InlineData(0, nameof(Finding.Inactive))]
    [InlineData(1, nameof(Finding.Inactive))]
    [InlineData(2, nameof(Finding.Firing))]
    public void A_replica_is_down_when_it_missed_two_readings(int missed, string finding)
    {
        for (var miss = 0; miss < missed; miss++)
        {
            _gateway = _gateway.Missing(Refused, Noon);
        }

        AssertFinding(finding, "replica_down");
    }

    [Theory]
    [InlineData(0, nameof(Finding.Inactive))]
    [InlineData(1, nameof(Finding.Inactive))]
    [InlineData(2, nameof(Finding.Firing))]
    [InlineData(3, nameof(Finding.Firing))]
    public void A_breaker_that_lets_nobody_through_is_told(int state, string finding)
    {
        _gateway = _gateway.Saw(Reading(("breaker_state{breaker=\"users/users-1\"}", state)));

        AssertFinding(finding, "breaker_open");
    }

    [Theory]
    [InlineData(29, nameof(Finding.NoData))]
    [InlineData(30, nameof(Finding.Firing))]
    public void A_breaker_that_is_open_in_a_process_that_has_just_started_says_nothing_yet(int seconds, string finding)
    {
        _gateway = Replica.Unseen(GatewayTarget).Saw(Reading(("breaker_state{breaker=\"users/users-1\"}", 2)) with
        {
            // Its own clock may be wrong.
            Process = new("gateway", "g-2", Noon.AddHours(1)),
            Age = TimeSpan.FromSeconds(seconds),
        });

        AssertFinding(finding, "breaker_open");
    }

    [Theory]
    [InlineData(29, 0, nameof(Finding.NoData))]
    [InlineData(29, 1, nameof(Finding.Inactive))]
    [InlineData(30, 0, nameof(Finding.Firing))]
    public void A_check_that_fails_in_a_process_that_has_just_started_says_nothing_yet(int seconds, int status, string finding)
    {
        _gateway = Replica.Unseen(GatewayTarget).Saw(Reading(("health_check_status{check=\"database\"}", status)) with
        {
            Age = TimeSpan.FromSeconds(seconds),
        });

        AssertFinding(finding, "check_failing");
    }

    [Theory]
    [InlineData("gateway", nameof(Severity.Critical))]
    [InlineData("sre-service", nameof(Severity.Warning))]
    public void Nobody_is_called_because_a_receiver_does_not_listen(string service, string severity)
    {
        var replica = Replica.Unseen(GatewayTarget with { Service = service })
            .Saw(Reading(("breaker_state{breaker=\"receiver-team\"}", 2)) with { Process = new(service, "1", Noon.AddHours(-1)) });

        var evaluation = AlertRules.Evaluate(new(_counts, _counts, [replica], [], Written, TimeSpan.Zero))
            .Single(each => each.Rule == "breaker_open");

        Assert.Equal(severity, evaluation.Severity.ToString());
    }

    [Theory]
    [InlineData(5, nameof(Finding.Inactive), nameof(Severity.Warning))]
    [InlineData(6, nameof(Finding.Firing), nameof(Severity.Warning))]
    [InlineData(31, nameof(Finding.Firing), nameof(Severity.Critical))]
    public void What_is_not_written_for_minutes_is_told(int minutes, string finding, string severity)
    {
        var evaluation = AlertRules.Evaluate(new(_counts, _counts, [_gateway], [], Written, TimeSpan.FromMinutes(minutes)))
            .Single(each => each.Rule == "stale_watermark");

        Assert.Equal((finding, severity), (evaluation.Finding.ToString(), evaluation.Severity.ToString()));
    }

    [Fact]
    public void A_breaker_of_a_replica_that_cannot_be_asked_is_not_closed()
    {
        _gateway = _gateway.Saw(Reading(("breaker_state{breaker=\"users/users-1\"}", 0))).Missing(Refused, Noon);

        AssertFinding(nameof(Finding.NoData), "breaker_open");
    }

    [Theory]
    [InlineData(99_001, 999, 43_200, nameof(Finding.Inactive))]
    [InlineData(98_999, 1_001, 43_200, nameof(Finding.Firing))]
    [InlineData(98_999, 1_001, 38_881, nameof(Finding.Firing))]     // 90 % were observed
    [InlineData(98_999, 1_001, 21_600, nameof(Finding.NoData))]  // the other half may have been good
    [InlineData(97_000, 3_000, 21_600, nameof(Finding.Firing))]     // even then
    [InlineData(100, 0, 21_600, nameof(Finding.NoData))]         // it may have been bad
    [InlineData(0, 0, 43_200, nameof(Finding.NoData))]
    public void A_budget_is_exhausted_when_nothing_that_was_not_seen_can_have_saved_it(
        int good, int bad, int covered, string finding) =>
        AssertFinding(finding, "budget_exhausted", Shipped.Standing("success", good, bad, Noon, covered));

    [Fact]
    public void A_budget_that_was_exhausted_is_so_until_some_of_it_is_back() => AssertFinding(
        nameof(Finding.Firing), "budget_exhausted",
        Shipped.Standing("success", 99_010, 990, Noon, 43_200) with { Status = ObjectiveStatus.Exhausted });

    [Fact]
    public void A_budget_that_is_spent_by_a_hair_does_not_read_as_left()
    {
        var spent = Shipped.Standing("success", 98_999_999, 1_000_001, Noon, 43_200);

        var evaluation = AlertRules.Evaluate(new(_counts, _counts, [_gateway], [spent], Written, TimeSpan.Zero))
            .Single(each => each.Rule == "budget_exhausted");

        Assert.Equal(("-0.1 % of the budget of Success rate are left", -0.0001), (evaluation.Message, evaluation.Value));
    }

    [Fact]
    public void Slices_that_wait_in_memory_are_told() =>
        Assert.Equal(Finding.Firing, Evaluate(new(_counts, _counts, [_gateway], [], Written with { Available = false }, TimeSpan.Zero), "storage_away"));

    private static Reading Reading(params (string Series, double Value)[] gauges) => new(
        new ProcessIdentity("gateway", "g-1", Noon.AddHours(-1)), "1", Noon, new Dictionary<Series, Tally>(),
        gauges.ToDictionary(gauge => Series.Parse(gauge.Series), gauge => gauge.Value));

    private static Finding Evaluate(AlertFacts facts, string rule) =>
        AlertRules.Evaluate(facts).Single(evaluation => evaluation.Rule == rule).Finding;

    private void Count(string measure, string outcome, long count) =>
        _counts[new(measure, "gateway", "", outcome, "")] = Tally.Of(count);

    private void AssertFinding(string finding, string rule, params Standing[] objectives) => Assert.Equal(
        Enum.Parse<Finding>(finding), Evaluate(new(_counts, _counts, [_gateway], objectives, Written, TimeSpan.Zero), rule));
}
