using SreService.Alerting;
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
    public void It_is_as_bad_as_the_share_of_requests_times_the_burn(int good, int bad, IncidentSeverity severity)
    {
        var impact = Impact.Of(Facts(good, bad), [SomeAlert.Of()]);

        Assert.Equal(severity, impact.Severity);
        Assert.Contains("P0 from 25", impact.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Severity.Critical, IncidentSeverity.P1)]
    [InlineData(Severity.Warning, IncidentSeverity.P2)]
    internal void A_budget_that_burns_is_felt_whatever_fails(Severity urgency, IncidentSeverity severity) =>
        Assert.Equal(severity, Impact.Of(Facts(1000, 0), [SomeAlert.Of("burn_rate", urgency)]).Severity);

    [Fact]
    public void It_was_as_bad_as_at_its_worst()
    {
        var (bad, worse) = (new Impact(IncidentSeverity.P2, "bad"), new Impact(IncidentSeverity.P0, "worse"));

        Assert.Equal((worse, worse), (bad.OrWorse(worse), worse.OrWorse(bad)));
    }

    private static AlertFacts Facts(int good, int bad)
    {
        var standing = Shipped.Standing("success", good, bad, Noon);
        standing.Generation.History.Set(Noon.AddMinutes(-1), new Slice(good, bad, Covered: true));
        var counts = new Dictionary<CountKey, Tally>
        {
            [new(Measure.Requests, "gateway", "", Outcome.Good, "")] = Tally.Of(good),
            [new(Measure.Requests, "gateway", "", Outcome.Bad, "timeout")] = Tally.Of(bad),
        };
        return new(counts, counts, [], [standing], new StorageState(true, null, Noon, 0, 0), TimeSpan.Zero);
    }
}
