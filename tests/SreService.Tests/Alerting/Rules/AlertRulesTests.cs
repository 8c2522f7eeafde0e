using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Objectives;
using SreService.Tests.Scraping;

namespace SreService.Tests.Alerting.Rules;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly StorageState Written = new(true, null, Noon, 1, 1);
    private static readonly Target GatewayTarget = new("gateway", new Uri("http://10.0.0.1:9090"), null);
    private static readonly ScrapeFailure Refused = new(FailureKind.Unreachable, "connection refused");

    private readonly Dictionary<SeriesKey, Histogram> _counts = [];
    private Replica _gateway = Replica.NotScraped(GatewayTarget).Scraped(Scrape());

    [Fact]
    public void Every_rule_is_found_once_and_in_its_order() => Assert.Equal(
        [
            "bad_requests", "slow_answers", "failing_probes", "replica_down", "check_failing", "breaker_open",
            "burn_rate", "budget_exhausted", "low_coverage", "storage_away", "stale_watermark", "job_missed",
            "logs_lost",
        ],
        AlertRules.Names);

    [Theory]
    [InlineData(5, nameof(Finding.Inactive))]
    [InlineData(6, nameof(Finding.Firing))]
    public void Bad_requests_fires_above_5_in_60_s(int bad, string finding)
    {
        Count(Measure.Requests, EventOutcome.Bad, bad);

        AssertFinding(finding, "bad_requests");
    }

    [Theory]
    [InlineData(0, nameof(Finding.Inactive))]
    [InlineData(1, nameof(Finding.Firing))]
    public void Logs_lost_fires_when_a_line_was_dropped(int lost, string finding)
    {
        Count(Measure.LostLines, EventOutcome.Bad, lost);

        AssertFinding(finding, "logs_lost");
    }

    [Fact]
    public void Logs_lost_has_no_data_without_a_scraped_replica()
    {
        _gateway = _gateway.Failed(Refused, Noon);

        AssertFinding(nameof(Finding.NoData), "logs_lost");
    }

    [Fact]
    public void Bad_requests_has_no_data_without_a_scraped_gateway()
    {
        _gateway = _gateway.Failed(Refused, Noon);

        AssertFinding(nameof(Finding.NoData), "bad_requests");
    }

    [Theory]
    [InlineData(9, 1, nameof(Finding.Inactive))]
    [InlineData(8, 1, nameof(Finding.Firing))]
    [InlineData(0, 0, nameof(Finding.NoData))]
    [InlineData(4, 1, nameof(Finding.Firing))]
    [InlineData(0, 4, nameof(Finding.NoData))]
    [InlineData(4, 0, nameof(Finding.Inactive))]
    public void Failing_probes_fires_below_90_percent_of_at_least_5(int good, int bad, string finding)
    {
        Count(Measure.Probes, EventOutcome.Good, good);
        Count(Measure.Probes, EventOutcome.Bad, bad);

        AssertFinding(finding, "failing_probes");
    }

    [Theory]
    [InlineData(95, 5, nameof(Finding.Inactive))]
    [InlineData(94, 6, nameof(Finding.Firing))]
    [InlineData(0, 0, nameof(Finding.NoData))]
    [InlineData(0, 1, nameof(Finding.NoData))]
    [InlineData(46, 3, nameof(Finding.NoData))]
    [InlineData(47, 3, nameof(Finding.Firing))]
    [InlineData(1, 0, nameof(Finding.Inactive))]
    public void Slow_answers_fires_when_more_than_5_percent_of_at_least_50_take_longer_than_2_s(
        int inTime, int late, string finding)
    {
        _counts[new(Measure.Requests, "gateway", "", EventOutcome.Good, "")] =
            new(inTime + late, 0,
                [.. DurationEdges.Seconds.Select(edge => edge >= 2 ? (long)(edge > 2 ? inTime + late : inTime) : 0)]);

        AssertFinding(finding, "slow_answers");
    }

    [Theory]
    [InlineData(0, nameof(Finding.Inactive))]
    [InlineData(1, nameof(Finding.Inactive))]
    [InlineData(2, nameof(Finding.Firing))]
    public void Replica_down_fires_after_two_failed_scrapes(int missed, string finding)
    {
        for (var miss = 0; miss < missed; miss++)
        {
            _gateway = _gateway.Failed(Refused, Noon);
        }

        AssertFinding(finding, "replica_down");
    }

    [Theory]
    [InlineData(0, nameof(Finding.Inactive))]
    [InlineData(1, nameof(Finding.Inactive))]
    [InlineData(2, nameof(Finding.Firing))]
    [InlineData(3, nameof(Finding.Inactive))]
    public void Breaker_open_fires_while_it_is_open_and_not_when_an_operator_isolated_it(int state, string finding)
    {
        _gateway = _gateway.Scraped(Scrape(("breaker_state{breaker=\"users/users-1\"}", state)));

        AssertFinding(finding, "breaker_open");
    }

    [Theory]
    [InlineData(29, nameof(Finding.NoData))]
    [InlineData(30, nameof(Finding.Firing))]
    public void Breaker_open_waits_30_s_after_process_start(int seconds, string finding)
    {
        var scrape = Scrape(("breaker_state{breaker=\"users/users-1\"}", 2)) with
        {
            // Its own clock may be wrong.
            Process = new("gateway", "g-2", Noon.AddHours(1)),
            Age = TimeSpan.FromSeconds(seconds),
        };
        _gateway = Replica.NotScraped(GatewayTarget).Scraped(scrape);

        AssertFinding(finding, "breaker_open");
    }

    [Theory]
    [InlineData(29, 0, nameof(Finding.NoData))]
    [InlineData(29, 1, nameof(Finding.Inactive))]
    [InlineData(30, 0, nameof(Finding.Firing))]
    public void Check_failing_waits_30_s_after_process_start(int seconds, int status, string finding)
    {
        var scrape = Scrape(("health_check_status{check=\"database\"}", status)) with
        {
            Age = TimeSpan.FromSeconds(seconds),
        };
        _gateway = Replica.NotScraped(GatewayTarget).Scraped(scrape);

        AssertFinding(finding, "check_failing");
    }

    [Theory]
    [InlineData("users-service", "database", nameof(Severity.Critical))]
    [InlineData("users-service", "cache", nameof(Severity.Warning))]
    [InlineData("users-service", "replica", nameof(Severity.Warning))]
    [InlineData("sre-service", "receiver-team", nameof(Severity.Warning))]
    public void Breaker_of_what_users_can_do_without_is_never_critical(string service, string breaker, string severity)
    {
        var evaluation = BreakerOpen(
            SomeReplica.Scraped(service, "1", gauges: ($"breaker_state{{breaker=\"{breaker}\"}}", 2)));

        Assert.Equal(severity, evaluation.Severity.ToString());
    }

    [Theory]
    [InlineData(0, 2, Severity.Warning, "gateway does not reach 1 of 2 destinations of users")]
    [InlineData(3, 2, Severity.Critical, "gateway does not reach 1 of 2 destinations of users")]
    [InlineData(2, 2, Severity.Critical, "gateway does not reach 2 of 2 destinations of users")]
    public void Breaker_open_counts_the_destinations_of_a_cluster_and_is_critical_when_none_is_left(
        double first, double second, object severity, string message)
    {
        var evaluation = BreakerOpen(Gateway("gateway-1", first, second));

        Assert.Equal(
            (Finding.Firing, (Severity)severity, "gateway users", message),
            (evaluation.Finding, evaluation.Severity, evaluation.Subject, evaluation.Message));
    }

    [Fact]
    public void Breaker_open_is_critical_only_if_no_gateway_reaches_any_destination()
    {
        var each = BreakerOpen(Gateway("gateway-1", 0, 2), Gateway("gateway-2", 2, 0));
        var none = BreakerOpen(Gateway("gateway-1", 2, 2), Gateway("gateway-2", 2, 2));

        Assert.Equal(
            (Severity.Warning, "gateway does not reach 2 of 2 destinations of users from some of its replicas"),
            (each.Severity, each.Message));
        Assert.Equal(
            (Severity.Critical, "gateway does not reach 2 of 2 destinations of users"), (none.Severity, none.Message));
    }

    [Fact]
    public void Breakers_of_two_services_for_the_same_cluster_are_two_alerts()
    {
        var web = SomeReplica.Scraped(
            "web-frontend", "web-1", gauges:
            [("breaker_state{breaker=\"users/10.0.0.1:80\"}", 2), ("breaker_state{breaker=\"users/10.0.0.2:80\"}", 0)]);

        Assert.Equal(
            ["gateway users", "web-frontend users"],
            AlertRules.Evaluate(Facts(Gateway("gateway-1", 0, 2), web))
                .Where(each => each is { Rule: "breaker_open", Finding: Finding.Firing })
                .Select(each => each.Subject).Order());
    }

    [Fact]
    public void Single_breaker_counts_the_replicas_that_have_it_open() => Assert.Equal(
        "Breaker database is open in 1 of 2 replicas of users-service",
        BreakerOpen(Users("users-1", 2), Users("users-2", 0)).Message);

    [Theory]
    [InlineData(0, 0, nameof(Severity.Critical))]
    [InlineData(0, 1, nameof(Severity.Warning))]
    public void Check_failing_is_critical_when_no_replica_passes(int first, int second, string severity)
    {
        var evaluation = AlertRules.Evaluate(Facts(Checked("users-1", first), Checked("users-2", second)))
            .First(each => each.Rule == "check_failing");

        Assert.Equal((Finding.Firing, severity), (evaluation.Finding, evaluation.Severity.ToString()));

        static Replica Checked(string instance, int status) => SomeReplica.Scraped(
            "users-service", instance, gauges: ("health_check_status{check=\"database\"}", status));
    }

    [Theory]
    [InlineData(5, nameof(Finding.Inactive), nameof(Severity.Warning))]
    [InlineData(6, nameof(Finding.Firing), nameof(Severity.Warning))]
    [InlineData(31, nameof(Finding.Firing), nameof(Severity.Critical))]
    public void Stale_watermark_fires_after_5_min_and_is_critical_after_30(int minutes, string finding, string severity)
    {
        var evaluation = AlertRules.Evaluate(
            new(_counts, _counts, [_gateway], [], Written, TimeSpan.FromMinutes(minutes)))
            .Single(each => each.Rule == "stale_watermark");

        Assert.Equal((finding, severity), (evaluation.Finding.ToString(), evaluation.Severity.ToString()));
    }

    [Fact]
    public void Breaker_open_has_no_data_while_its_replica_is_unreachable()
    {
        _gateway = _gateway.Scraped(Scrape(("breaker_state{breaker=\"users/users-1\"}", 0))).Failed(Refused, Noon);

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
    public void Budget_exhausted_fires_only_when_unobserved_time_cannot_save_it(
        int good, int bad, int covered, string finding) =>
        AssertFinding(finding, "budget_exhausted", Shipped.SloStatus("success", good, bad, Noon, covered));

    [Fact]
    public void Budget_exhausted_fires_until_some_budget_is_back() => AssertFinding(
        nameof(Finding.Firing), "budget_exhausted",
        Shipped.SloStatus("success", 99_010, 990, Noon, 43_200) with { Status = ObjectiveStatus.Exhausted });

    [Fact]
    public void Slightly_overspent_budget_reads_as_negative()
    {
        var spent = Shipped.SloStatus("success", 98_999_999, 1_000_001, Noon, 43_200);

        var evaluation = AlertRules.Evaluate(new(_counts, _counts, [_gateway], [spent], Written, TimeSpan.Zero))
            .Single(each => each.Rule == "budget_exhausted");

        Assert.Equal(
            ("Success rate has -0.1% of its error budget left (limit 0%)", -0.0001),
            (evaluation.Message, evaluation.Value));
    }

    [Fact]
    public void Storage_away_fires_while_the_database_cannot_be_written() =>
        Assert.Equal(Finding.Firing, Evaluate(
            new(_counts, _counts, [_gateway], [], Written with { Available = false }, TimeSpan.Zero), "storage_away"));

    [Theory]
    [InlineData(59, nameof(Finding.NoData))]
    [InlineData(60, nameof(Finding.Firing))]
    public void Database_that_was_not_reached_since_the_start_is_unknown_for_a_minute(int seconds, string finding) =>
        Assert.Equal(finding, Evaluate(
            new(_counts, _counts, [_gateway], [], new(false, "not reached yet", null, 0, 0),
                TimeSpan.FromSeconds(seconds)),
            "storage_away").ToString());

    [Theory]
    [InlineData(59, nameof(Finding.NoData))]
    [InlineData(60, nameof(Finding.Firing))]
    public void Replica_that_was_never_scraped_is_unknown_for_a_minute(int seconds, string finding)
    {
        _gateway = Replica.NotScraped(GatewayTarget).Failed(Refused, Noon).Failed(Refused, Noon.AddSeconds(5));
        var facts = new AlertFacts(_counts, _counts, [_gateway], [], Written, TimeSpan.Zero)
        {
            At = Noon.AddSeconds(seconds),
        };

        Assert.Equal(finding, Evaluate(facts, "replica_down").ToString());
    }

    private static Scrape Scrape(params (string Series, double Value)[] gauges) => new(
        new ProcessIdentity("gateway", "g-1", Noon.AddHours(-1)), "1", Noon, new Dictionary<Series, Histogram>(),
        gauges.ToDictionary(gauge => Series.Parse(gauge.Series), gauge => gauge.Value));

    private static Replica Users(string instance, double database) => SomeReplica.Scraped(
        "users-service", instance, gauges: ("breaker_state{breaker=\"database\"}", database));

    private static Replica Gateway(string instance, double first, double second) => SomeReplica.Scraped(
        instance: instance, gauges:
        [("breaker_state{breaker=\"users/users-1\"}", first), ("breaker_state{breaker=\"users/users-2\"}", second)]);

    private static AlertFacts Facts(params Replica[] replicas) =>
        new(new Dictionary<SeriesKey, Histogram>(), new Dictionary<SeriesKey, Histogram>(), replicas, [], Written,
            TimeSpan.Zero);

    private static RuleEvaluation BreakerOpen(params Replica[] replicas) =>
        AlertRules.Evaluate(Facts(replicas)).Single(evaluation => evaluation.Rule == "breaker_open");

    private static Finding Evaluate(AlertFacts facts, string rule) =>
        AlertRules.Evaluate(facts).Single(evaluation => evaluation.Rule == rule).Finding;

    private void Count(string measure, string outcome, long count) =>
        _counts[new(measure, "gateway", "", outcome, "")] = Histogram.Of(count);

    private void AssertFinding(string finding, string rule, params SloStatus[] objectives) => Assert.Equal(
        Enum.Parse<Finding>(finding),
        Evaluate(new(_counts, _counts, [_gateway], objectives, Written, TimeSpan.Zero), rule));
}
