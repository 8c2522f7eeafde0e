using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Tests.Notifications;

namespace SreService.Tests.Incidents;

public sealed class IncidentListTests
{
    private static readonly Dictionary<SeriesKey, Histogram> Nothing = [];

    private IncidentList _incidents = IncidentList.None;
    private IncidentEntry[] _entries = [];

    [Fact]
    public void Alert_that_becomes_critical_again_later_opens_another_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(60, SomeAlert.Of(severity: Severity.Warning));
        Refresh(60 + (15 * 60), SomeAlert.Of(severity: Severity.Warning));
        Refresh(1200, SomeAlert.Of());
        Refresh(1205, SomeAlert.Of());

        Assert.Equal(
            ["20261123-120000-requests", "20261123-122000-requests"], _incidents.All.Select(incident => incident.Id));
    }

    [Fact]
    public void Component_is_the_lowest_layer_even_when_it_fails_later()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(5, SomeAlert.Of(), SomeAlert.Of("replica_down", component: "users-service", firingSince: 5));

        Assert.Equal(("users-service", 2), (Only.Component, Only.Alerts.Count));
    }

    [Fact]
    public void Measurement_and_requests_are_separate_incidents()
    {
        Refresh(0, SomeAlert.Of(), SomeAlert.Of("stale_watermark", component: "sre-service"));

        Assert.Equal(["20261123-120000-measurement", "20261123-120000-requests"],
            _incidents.All.Select(incident => incident.Id).Order());
    }

    [Fact]
    public void Rounds_without_a_change_report_no_incident()
    {
        var first = Refresh(0, SomeAlert.Of());
        var second = Refresh(
            5, SomeAlert.Of() with { Message = "9 requests failed at the gateway within 60 s (limit 5)" });

        Assert.Single(first);
        Assert.Empty(second);
        Assert.Equal("9 requests failed at the gateway within 60 s (limit 5)", Only.Alerts[0].Message);
    }

    [Fact]
    public void Acknowledging_an_alert_acknowledges_its_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(5, SomeAlert.Of() with { AcknowledgedBy = "Ada" });

        Assert.Equal(("Ada", SreSystem.Noon.AddSeconds(5)), (Only.AcknowledgedBy, Only.AcknowledgedAt));
    }

    [Fact]
    public void Escalation_level_of_an_alert_is_that_of_its_incident()
    {
        Refresh(0, SomeAlert.Of());
        _entries = [new(Only.Id, SreSystem.Noon, "Ada", EntryKind.Severity, IncidentSeverity.P0, null)];

        Refresh(14 * 60, SomeAlert.Of());
        Assert.Equal(1, LevelOf(SomeAlert.Of(), 14 * 60));
        Refresh(15 * 60, SomeAlert.Of());
        Assert.Equal((2, 1), (LevelOf(SomeAlert.Of(), 15 * 60), LevelOf(SomeAlert.Of("slow_answers"), 15 * 60)));
    }

    private Incident Only => Assert.Single(_incidents.All);

    private IReadOnlyList<Incident> Refresh(int seconds, params Alert[] alerts)
    {
        var storage = new StorageState(true, null, SreSystem.Noon, 0, 0);
        (_incidents, var changes) = _incidents.Next(
            alerts, new(Nothing, Nothing, [], [], storage, TimeSpan.Zero), _entries, SreSystem.Noon.AddSeconds(
                seconds));
        return changes;
    }

    private int LevelOf(Alert alert, int seconds) =>
        _incidents.LevelOf(alert, new IncidentSettings(), SreSystem.Noon.AddSeconds(seconds));
}
