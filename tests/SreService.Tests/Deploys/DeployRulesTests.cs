using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Deploys;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Slices;
using SreService.Tests.Incidents;
using SreService.Tests.Objectives;

namespace SreService.Tests.Deploys;

public sealed class DeployRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Healthy_service_can_be_deployed() =>
        Assert.Empty(Reasons([SloStatus(good: 99_900, bad: 100)]));

    [Theory]
    [InlineData(740, "allow")]
    [InlineData(760, "slow")]    // 24 % are left
    [InlineData(1_000, "freeze")]
    [InlineData(1_200, "freeze")]
    public void Decision_follows_from_the_error_budget(int bad, string decision) =>
        Assert.Equal(decision, Decision(Reasons([SloStatus(100_000 - bad, bad)])));

    [Theory]
    [InlineData(760, 10, "slow")]
    [InlineData(740, 10, "allow")]
    [InlineData(910, 10, "freeze")]
    public void Budget_limits_are_configurable(int bad, int freezeBelow, string decision) => Assert.Equal(
        decision, Decision(Reasons([SloStatus(100_000 - bad, bad)], settings: new() { FreezeBelow = freezeBelow })));

    [Fact]
    public void Budget_that_may_be_spent_makes_deploys_slow() =>
        Assert.Equal("slow", Decision(Reasons([SloStatus(97_000, 3_000, covered: 4_320)])));

    [Theory]
    [InlineData(1_000, 43_200, "exhausted", nameof(Finding.Firing), "freeze")]
    [InlineData(999, 43_200, "at_risk", nameof(Finding.Inactive), "slow")]
    [InlineData(3_000, 4_320, "at_risk", nameof(Finding.NoData), "slow")]
    [InlineData(3_000, 21_600, "exhausted", nameof(Finding.Firing), "freeze")]
    public void Status_alert_and_gate_agree_on_an_exhausted_budget(
        int bad, int covered, string status, string finding, string decision)
    {
        var slo = SloStatus(100_000 - bad, bad, covered);
        var alert = AlertRules.Evaluate(new(
                new Dictionary<SeriesKey, Histogram>(), new Dictionary<SeriesKey, Histogram>(), [], [slo],
                new(true, null, Noon, 1, 1), TimeSpan.Zero))
            .Single(evaluation => evaluation.Rule == "budget_exhausted");

        Assert.Equal(
            (status, finding, decision), (slo.Status.Text, alert.Finding.ToString(), Decision(Reasons([slo]))));
    }

    [Theory]
    [InlineData(true, 0, 20, "first_version", "allow")]
    [InlineData(true, 1, 20, "coverage", "freeze")]
    [InlineData(false, 0, 20, "coverage", "freeze")]
    [InlineData(true, 0, 15, "coverage", "freeze")]     // of 20 min
    public void First_version_without_a_bad_event_is_not_frozen_for_an_hour(
        bool hasOneVersion, int bad, int covered, string code, string decision)
    {
        var slo = Young(bad, covered);

        var reasons = DeployRules.Reasons(
            new("users-service", true, [slo], [], []) { HasOneVersion = hasOneVersion }, new());

        Assert.Equal(code, Assert.Single(Codes(reasons).Except(["budget"])));
        Assert.Equal(decision, Decision(reasons));
    }

    [Fact]
    public void Override_allows_a_frozen_deploy_and_says_whose_it_is()
    {
        var facts = new DeployFacts("users-service", true, [SloStatus(98_000, 2_000)], [], [])
        {
            Override = new("users-service", "Ada", "the fix", Noon, Noon.AddHours(1)),
        };

        var reasons = DeployRules.Reasons(facts, new());

        Assert.Equal(["budget", "override"], Codes(reasons));
        Assert.Equal("Ada allows deploys of users-service until 2026-11-23 13:00:00Z: the fix", reasons[1].Message);
        Assert.Equal(DeployDecision.Allow, DeployRules.Decide(reasons, facts));
    }

    [Fact]
    public void Missing_data_freezes_deploys()
    {
        Assert.Equal(["stale_data"], Codes(Reasons([SloStatus(99_900, 100)], isKnown: false)));
        Assert.Equal(["no_objective"], Codes(Reasons([])));
        Assert.Equal(["coverage"], Codes(Reasons([SloStatus(99_900, 100, coveredRecently: 50)])));
    }

    [Fact]
    public void Alerts_of_the_service_and_the_gateway_decide_by_severity()
    {
        SloStatus[] fine = [SloStatus(99_900, 100)];

        Assert.Equal("freeze", Decision(Reasons(fine, [Alert("burn_rate", "gateway", Severity.Critical)])));
        Assert.Equal("slow", Decision(Reasons(fine, [Alert("replica_down", "users-service", Severity.Warning)])));
        Assert.Equal("allow", Decision(Reasons(fine, [Alert("replica_down", "web-frontend", Severity.Critical)])));
        Assert.Equal("allow", Decision(Reasons(
            fine,
            [Alert("bad_requests", "gateway", Severity.Critical) with { InhibitedBy = "burn_rate success 1h/5m" }])));
    }

    [Fact]
    public void Most_severe_reason_comes_first()
    {
        var reasons = Reasons([SloStatus(99_240, 760)], [Alert("burn_rate", "gateway", Severity.Critical)]);

        Assert.Equal([("alert", DeployDecision.Freeze), ("budget", DeployDecision.Slow)],
            reasons.Select(reason => (reason.Code, reason.Decision)));
    }

    [Theory]
    [InlineData(IncidentSeverity.P0, "freeze")]
    [InlineData(IncidentSeverity.P1, "freeze")]
    [InlineData(IncidentSeverity.P2, "slow")]
    public void Open_incident_is_a_reason(IncidentSeverity severity, string decision)
    {
        var reasons = Reasons([SloStatus(99_900, 100)], incidents: [SomeIncident.Of(severity)]);

        Assert.Equal(("incident", decision, "20261123-120000-requests"),
            (reasons[0].Code, Decision(reasons), reasons[0].Incident));
    }

    private static IReadOnlyList<DeployReason> Reasons(
        SloStatus[] objectives, Alert[]? alerts = null, bool isKnown = true, DeployGateSettings? settings = null,
        Incident[]? incidents = null) =>
        DeployRules.Reasons(
            new("users-service", isKnown, objectives, alerts ?? [], incidents ?? []), settings ?? new());

    private static string Decision(IReadOnlyList<DeployReason> reasons) =>
        reasons.Select(reason => reason.Decision).DefaultIfEmpty(DeployDecision.Allow).Max().ToString()
            .ToLowerInvariant();

    private static IEnumerable<string> Codes(IReadOnlyList<DeployReason> reasons) =>
        reasons.Select(reason => reason.Code);

    /// <param name="covered">Minutes of the window that were observed.</param>
    /// <param name="coveredRecently">Minutes of the last hour that were.</param>
    private static SloStatus SloStatus(int good, int bad, int covered = 43_200, int coveredRecently = 60)
    {
        var slo = Shipped.SloStatus("success", good, bad, Noon, covered);
        for (var minute = 1; minute <= coveredRecently; minute++)
        {
            slo.Revision.History.Set(Noon.AddMinutes(-minute), new Slice(1, 0, Covered: true));
        }

        return slo;
    }

    /// <summary>Observed since 20 minutes ago, so many minutes of it.</summary>
    private static SloStatus Young(int bad, int covered)
    {
        var slo = Shipped.SloStatus("success", 1_000, bad, Noon, covered);
        for (var minute = 21 - covered; minute <= 20; minute++)
        {
            slo.Revision.History.Set(Noon.AddMinutes(-minute), new Slice(50, 0, Covered: true));
        }

        return slo with { Newest = slo.Newest with { ObservedSince = Noon.AddMinutes(-20) } };
    }

    private static Alert Alert(string rule, string component, Severity severity) => new()
    {
        Rule = rule,
        Severity = severity,
        State = AlertState.Firing,
        Component = component,
        Subject = component,
        Message = "It fires.",
        Since = Noon,
        FiringSince = Noon,
        SeenAt = Noon,
    };
}
