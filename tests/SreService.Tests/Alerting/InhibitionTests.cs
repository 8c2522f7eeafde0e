using SreService.Alerting;

namespace SreService.Tests.Alerting;

public sealed class InhibitionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_fast_pair_stands_for_the_slow_one_of_the_same_objective() => AssertInhibited(
        [("burn_rate success 6h/30m", "burn_rate success 1h/5m")],
        Burn("success", "1h/5m", 14.4), Burn("success", "6h/30m", 6), Burn("latency", "6h/30m", 3));

    [Fact]
    public void A_burning_objective_stands_for_the_plain_rules_of_its_service() => AssertInhibited(
        [("bad_requests gateway", "burn_rate success 1h/5m")],
        Burn("success", "1h/5m", 14.4), Of("bad_requests", "gateway", "gateway"), Of("replica_down", "web-frontend", "10.0.0.1:80"));

    [Fact]
    public void A_failing_database_stands_for_all_that_need_it() => AssertInhibited(
        [
            ("breaker_open users-service database", "check_failing 10.0.0.1:9081 database"),
            ("failing_probes gateway", "check_failing 10.0.0.1:9081 database"),
        ],
        Of("check_failing", "users-service", "10.0.0.1:9081 database"), Of("breaker_open", "users-service", "users-service database"),
        Of("failing_probes", "gateway", "gateway"), Of("storage_away", "sre-service", "sre-service"));

    [Fact]
    public void A_database_that_is_away_stands_for_what_is_not_written() => AssertInhibited(
        [("stale_watermark sre-service", "storage_away sre-service")],
        Of("storage_away", "sre-service", "sre-service", Severity.Warning), Of("stale_watermark", "sre-service", "sre-service", Severity.Warning));

    [Fact]
    public void What_users_feel_is_told_whatever_its_cause() => AssertInhibited(
        [], Of("check_failing", "users-service", "10.0.0.1:9081 database"), Burn("success", "1h/5m", 14.4));

    [Fact]
    public void Nothing_stands_for_what_is_more_urgent() => AssertInhibited(
        [], Burn("success", "24h/2h", 3, Severity.Warning), Of("bad_requests", "gateway", "gateway"));

    private static RuleEvaluation Of(string rule, string component, string subject, Severity severity = Severity.Critical) =>
        new(rule, component, subject, Finding.Firing, severity, "It fires.");

    private static RuleEvaluation Burn(string objective, string windows, double threshold, Severity severity = Severity.Critical) =>
        Of("burn_rate", "gateway", $"{objective} {windows}", severity) with { Objective = objective, Threshold = threshold };

    private static void AssertInhibited((string Alert, string By)[] expected, params RuleEvaluation[] evaluations) => Assert.Equal(
        expected.Order(),
        AlertList.None.Next(evaluations, Noon).Alerts
            .Where(alert => alert.InhibitedBy is not null)
            .Select(alert => (Alert: $"{alert.Rule} {alert.Subject}", By: alert.InhibitedBy!))
            .Order());
}
