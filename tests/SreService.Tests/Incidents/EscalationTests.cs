using SreService.Incidents;

namespace SreService.Tests.Incidents;

public sealed class EscalationTests
{
    private static readonly IncidentSettings Usual = new();

    [Theory]
    [InlineData(IncidentSeverity.P0, 14, 1)]
    [InlineData(IncidentSeverity.P0, 15, 2)]
    [InlineData(IncidentSeverity.P0, 30, 3)]
    [InlineData(IncidentSeverity.P0, 60, 4)]
    [InlineData(IncidentSeverity.P1, 59, 1)]
    [InlineData(IncidentSeverity.P1, 60, 2)]
    [InlineData(IncidentSeverity.P3, 1_439, 1)]
    [InlineData(IncidentSeverity.P3, 100_000, 2)]
    public void Unacknowledged_incident_escalates_with_time(IncidentSeverity severity, int minutes, int level) =>
        Assert.Equal(level, Escalation.LevelOf(SomeIncident.Of(severity), Usual, SreSystem.Noon.AddMinutes(minutes)));

    [Fact]
    public void Acknowledged_incident_stays_at_its_level() => Assert.Equal(2, Escalation.LevelOf(
        SomeIncident.Of(IncidentSeverity.P0) with { AcknowledgedAt = SreSystem.Noon.AddMinutes(20) }, Usual,
        SreSystem.Noon.AddHours(5)));

    [Fact]
    public void Late_acknowledgement_is_reported()
    {
        var late = SomeIncident.Of(IncidentSeverity.P0) with { AcknowledgedAt = SreSystem.Noon.AddMinutes(16) };

        Assert.True(IncidentReport.Of(late, Usual, SreSystem.Noon.AddHours(1)).ResponseLate);
        Assert.False(IncidentReport.Of(late with { Severity = IncidentSeverity.P1 }, Usual, SreSystem.Noon.AddHours(1))
            .ResponseLate);
    }

    [Fact]
    public void Levels_that_are_notified_before_the_level_below_are_refused()
    {
        var settings = new IncidentSettings
        {
            Levels =
            [
                new() { Name = "first", P0 = TimeSpan.FromMinutes(10) },
                new() { Name = "", P0 = TimeSpan.FromMinutes(5), P1 = TimeSpan.FromMinutes(5) },
            ],
        };

        Assert.Equal(
            ["Levels:1:Name", "Levels:1:P0", "Levels:1:P1"],
            settings.Problems().Select(problem => problem.Key));
    }

    [Fact]
    public void Means_count_only_incidents_that_have_the_time()
    {
        var all = new[]
        {
            SomeIncident.Of(began: 0, detected: 30) with
            {
                AcknowledgedAt = SreSystem.Noon.AddSeconds(90),
                ResolvedAt = SreSystem.Noon.AddSeconds(600),
            },
            SomeIncident.Of(began: 0, detected: 60),
            SomeIncident.Of(began: 60, detected: 60) with { ByHand = true },
        };

        Assert.Equal(new(3, 45, 60, 600), SeverityReport.Of(all));
        Assert.Null(IncidentReport.Of(all[2], Usual, SreSystem.Noon.AddHours(1)).SecondsToDetect);
        Assert.Equal(new(0, null, null, null), SeverityReport.Of([]));
    }
}
