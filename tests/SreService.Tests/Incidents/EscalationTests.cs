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
    public void It_goes_up_while_nobody_says_a_word(IncidentSeverity severity, int minutes, int level) =>
        Assert.Equal(level, Escalation.LevelOf(SomeIncident.Of(severity), Usual, SreSystem.Noon.AddMinutes(minutes)));

    [Fact]
    public void It_stays_where_it_is_when_somebody_works_on_it() => Assert.Equal(2, Escalation.LevelOf(
        SomeIncident.Of(IncidentSeverity.P0) with { AcknowledgedAt = SreSystem.Noon.AddMinutes(20) }, Usual, SreSystem.Noon.AddHours(5)));

    [Fact]
    public void What_was_answered_too_late_says_so()
    {
        var late = SomeIncident.Of(IncidentSeverity.P0) with { AcknowledgedAt = SreSystem.Noon.AddMinutes(16) };

        Assert.True(IncidentReport.Of(late, Usual, SreSystem.Noon.AddHours(1)).ResponseLate);
        Assert.False(IncidentReport.Of(late with { Severity = IncidentSeverity.P1 }, Usual, SreSystem.Noon.AddHours(1)).ResponseLate);
    }

    [Fact]
    public void A_plan_that_goes_down_is_refused()
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
            ["Incidents:Levels:1:Name", "Incidents:Levels:1:P0", "Incidents:Levels:1:P1"],
            settings.Problems().Select(problem => problem.Key));
    }

    [Fact]
    public void Means_are_of_those_that_have_the_time_in_question()
    {
        var all = new[]
        {
            SomeIncident.Of(began: 0, detected: 30) with { AcknowledgedAt = SreSystem.Noon.AddSeconds(90), ResolvedAt = SreSystem.Noon.AddSeconds(600) },
            SomeIncident.Of(began: 0, detected: 60),
        };

        Assert.Equal(new(2, 45, 60, 600), SeverityReport.Of(all));
        Assert.Equal(new(0, null, null, null), SeverityReport.Of([]));
    }
}
