using SreService.Incidents;

namespace SreService.Tests.Incidents;

public sealed class PostMortemTests
{
    [Theory]
    [InlineData(false, null, "P1, as computed: measured.")]
    [InlineData(false, "Ben", "P1, set by Ben; computed: P1 (measured).")]
    [InlineData(true, null, "P1, opened as P1 by Ada.")]
    [InlineData(true, "Ben", "P1, set by Ben; opened as P1 by Ada.")]
    public void Severity_of_an_incident_that_was_opened_by_hand_is_not_computed(
        bool byHand, string? severityBy, string severity)
    {
        var measured = SomeIncident.Of() with { ByHand = byHand, SeverityBy = severityBy };
        var incident = byHand ? measured with { Proposed = Impact.ByHand(IncidentSeverity.P1, "Ada") } : measured;
        var report = IncidentReport.Of(incident, new(), SreSystem.Noon);

        Assert.Contains(severity, PostMortem.Of(new(SreSystem.Noon, report, [], [], [])), StringComparison.Ordinal);
    }
}
