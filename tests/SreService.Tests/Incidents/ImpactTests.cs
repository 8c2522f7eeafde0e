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
        var impact = Impact.Of(Facts(good, bad), [SomeAlert.Of()]);

        Assert.Equal(severity, impact.Severity);
        Assert.Contains("P0 from 25", impact.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Severity.Critical, IncidentSeverity.P1)]
    [InlineData(Severity.Warning, IncidentSeverity.P2)]
    internal void Burn_rate_alert_sets_the_least_severity(Severity urgency, IncidentSeverity severity) =>
        Assert.Equal(severity, Impact.Of(Facts(1000, 0), [SomeAlert.Of("burn_rate", urgency)]).Severity);

    [Fact]
    public void Incident_keeps_its_worst_severity()
    {
        var (bad, worse) = (new Impact(IncidentSeverity.P2, "bad"), new Impact(IncidentSeverity.P0, "worse"));

        Assert.Equal((worse, worse), (bad.OrWorse(worse), worse.OrWorse(bad)));
    }

    private static AlertFacts Facts(int good, int bad)
    {
        var slo = Shipped.SloStatus("success", good, bad, Noon);
        slo.Revision.History.Set(Noon.AddMinutes(-1), new Slice(good, bad, Covered: true));
        var counts = new Dictionary<SeriesKey, Histogram>
        {
            [new(Measure.Requests, "gateway", "", EventOutcome.Good, "")] = Histogram.Of(good),
            [new(Measure.Requests, "gateway", "", EventOutcome.Bad, "timeout")] = Histogram.Of(bad),
        };
        return new(counts, counts, [], [slo], new StorageState(true, null, Noon, 0, 0), TimeSpan.Zero);
    }
}
