using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Tests.Notifications;
using SreService.Tests.Objectives;

namespace SreService.Tests.Incidents;

public sealed class ImpactTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Theory]
    [InlineData(0, 1000, IncidentSeverity.P0)]
    [InlineData(500, 500, IncidentSeverity.P0)]      // burn 50 × 0.5 = 25
    [InlineData(501, 499, IncidentSeverity.P1)]
    [InlineData(950, 50, IncidentSeverity.P1)]       // burn 5 × 0.05 = 0.25
    [InlineData(951, 49, IncidentSeverity.P2)]
    [InlineData(1000, 0, IncidentSeverity.P3)]
    [InlineData(0, 0, IncidentSeverity.P3)]
    public void Severity_follows_from_burn_rate_times_failed_share(int good, int bad, IncidentSeverity severity)
    {
        var impact = Impact.Of(Facts(good, bad), "gateway", [SomeAlert.Of()]);

        Assert.Equal(severity, impact.Severity);
        Assert.Contains("P0 from 25", impact.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Severity.Critical, IncidentSeverity.P1)]
    [InlineData(Severity.Warning, IncidentSeverity.P2)]
    internal void Burn_rate_alert_sets_the_least_severity(Severity urgency, IncidentSeverity severity) =>
        Assert.Equal(severity, Impact.Of(Facts(1000, 0), "gateway", [SomeAlert.Of("burn_rate", urgency)]).Severity);

    [Theory]
    [InlineData("gateway", IncidentSeverity.P0)]
    [InlineData("users-service", IncidentSeverity.P0)]
    [InlineData("web-frontend", IncidentSeverity.P2)]    // 1 of 1,000 failed requests was for a page
    [InlineData("sre-service", IncidentSeverity.P3)]     // no request of users passes through it
    [InlineData("orders-service", IncidentSeverity.P3)]  // beside the gateway, and without an objective
    public void Only_failed_requests_that_pass_through_the_component_count(string component, object severity)
    {
        var facts = Facts(
            (0, 999, "gateway", "/api/users/{id}"), (100, 1, "gateway", "/"));

        Assert.Equal((IncidentSeverity)severity, Impact.Of(facts, component, [SomeAlert.Of()]).Severity);
    }

    [Fact]
    public void Incident_keeps_its_worst_severity()
    {
        var (bad, worse) = (new Impact(IncidentSeverity.P2, "bad"), new Impact(IncidentSeverity.P0, "worse"));

        Assert.Equal((worse, worse), (bad.OrWorse(worse), worse.OrWorse(bad)));
    }

    private static AlertFacts Facts(int good, int bad) => Facts((good, bad, "gateway", ""));

    private static AlertFacts Facts(params (int Good, int Bad, string Service, string Route)[] requests)
    {
        var (good, bad) = (requests.Sum(one => one.Good), requests.Sum(one => one.Bad));
        var slo = Shipped.SloStatus("success", good, bad, Noon);
        slo.Revision.History.Set(Noon.AddMinutes(-1), new Slice(good, bad, Covered: true));
        var counts = (
            from one in requests
            from outcome in ((string, int)[])[(EventOutcome.Good, one.Good), (EventOutcome.Bad, one.Bad)]
            select (new SeriesKey(Measure.Requests, one.Service, one.Route, outcome.Item1, ""), outcome.Item2))
            .ToDictionary(count => count.Item1, count => Histogram.Of(count.Item2));
        return new(counts, counts, [], [slo], new StorageState(true, null, Noon, 0, 0), TimeSpan.Zero);
    }
}
