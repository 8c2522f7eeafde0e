using SreService.Alerting;
using SreService.Alerting.Rules;

namespace SreService.Tests.Alerting;

public sealed class InhibitionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fast_burn_pair_inhibits_the_slow_pair_of_its_objective() => AssertInhibited(
        [("burn_rate success 6h/30m", "burn_rate success 1h/5m")],
        Burn("success", "1h/5m", 14.4), Burn("success", "6h/30m", 6), Burn("latency", "6h/30m", 3));

    [Fact]
    public void Burn_rate_inhibits_rules_without_objective_of_its_component() => AssertInhibited(
        [("bad_requests gateway", "burn_rate success 1h/5m")],
        Burn("success", "1h/5m", 14.4), Of("bad_requests", "gateway", "gateway"),
        Of("replica_down", "web-frontend", "10.0.0.1:80"));

    [Fact]
    public void Failing_database_check_inhibits_the_services_above_it() => AssertInhibited(
        [
            ("breaker_open users-service database", "check_failing 10.0.0.1:9081 database"),
            ("failing_probes gateway", "check_failing 10.0.0.1:9081 database"),
        ],
        Of("check_failing", "users-service", "10.0.0.1:9081 database"),
        Of("breaker_open", "users-service", "users-service database"),
        Of("failing_probes", "gateway", "gateway"), Of("storage_away", "sre-service", "sre-service"));

    [Fact]
    public void Storage_away_inhibits_stale_watermark() => AssertInhibited(
        [("stale_watermark sre-service", "storage_away sre-service")],
        Of("storage_away", "sre-service", "sre-service", Severity.Warning),
        Of("stale_watermark", "sre-service", "sre-service", Severity.Warning));

    [Fact]
    public void Burn_rate_is_never_inhibited_by_a_cause() => AssertInhibited(
        [], Of("check_failing", "users-service", "10.0.0.1:9081 database"), Burn("success", "1h/5m", 14.4));

    [Fact]
    public void No_alert_inhibits_a_more_severe_one() => AssertInhibited(
        [], Burn("success", "24h/2h", 3, Severity.Warning), Of("bad_requests", "gateway", "gateway"));

    [Theory]
    [InlineData("bad_requests", true)]
    [InlineData("slow_answers", true)]
    [InlineData("failing_probes", true)]
    [InlineData("replica_down", false)]
    [InlineData("breaker_open", false)]
    public void Burn_rate_inhibits_only_rules_that_watch_the_same_traffic(string rule, bool isInhibited) =>
        AssertInhibited(
            isInhibited ? [($"{rule} gateway", "burn_rate success 1h/5m")] : [],
            Burn("success", "1h/5m", 14.4), Of(rule, "gateway", "gateway"));

    [Fact]
    public void Burn_rate_does_not_inhibit_alerts_of_another_component() => AssertInhibited(
        [], Burn("success", "1h/5m", 14.4), Of("bad_requests", "users-service", "users-service"));

    [Fact]
    public void Burn_pairs_of_equal_threshold_do_not_inhibit_each_other() => AssertInhibited(
        [], Burn("success", "6h/30m", 6), Burn("success", "24h/2h", 6));

    [Fact]
    public void Alerts_of_one_layer_do_not_inhibit_each_other() => AssertInhibited(
        [],
        Of("check_failing", "users-service", "10.0.0.1:9081 cache"),
        Of("replica_down", "users-service", "10.0.0.1"));

    [Fact]
    public void Alert_of_users_service_inhibits_the_gateway_and_not_the_other_way_round() => AssertInhibited(
        [("breaker_open gateway users", "replica_down 10.0.0.1")],
        Of("breaker_open", "gateway", "gateway users"), Of("replica_down", "users-service", "10.0.0.1"));

    [Theory]
    [InlineData("web-frontend")]
    [InlineData("sre-service")]
    public void Component_beside_the_path_of_requests_is_neither_cause_nor_effect(string component) => AssertInhibited(
        [], Of("check_failing", component, "10.0.0.1 database"), Of("replica_down", component, "10.0.0.2"));

    private static RuleEvaluation Of(
        string rule, string component, string subject, Severity severity = Severity.Critical) =>
        new(rule, component, subject, Finding.Firing, severity, "It fires.");

    private static RuleEvaluation Burn(
        string objective, string windows, double threshold, Severity severity = Severity.Critical) =>
        Of("burn_rate", "gateway", $"{objective} {windows}", severity) with
        {
            Objective = objective,
            Threshold = threshold,
        };

    private static void AssertInhibited((string Alert, string By)[] expected, params RuleEvaluation[] evaluations) =>
        Assert.Equal(
        expected.Order(),
        AlertList.None.Next(evaluations, Noon).Alerts
            .Where(alert => alert.InhibitedBy is not null)
            .Select(alert => (Alert: $"{alert.Rule} {alert.Subject}", By: alert.InhibitedBy!))
            .Order());
}
