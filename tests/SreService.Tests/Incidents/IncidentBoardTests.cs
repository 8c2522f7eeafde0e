using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Tests.Notifications;

namespace SreService.Tests.Incidents;

public sealed class IncidentBoardTests
{
    private static readonly Dictionary<CountKey, Tally> Nothing = [];

    private readonly IncidentEntryCache _entries = new();
    private readonly IncidentBoard _board;

    public IncidentBoardTests() => _board = new(_entries, new());

    [Fact]
    public void Alert_that_becomes_critical_again_later_opens_another_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(60, SomeAlert.Of(severity: Severity.Warning));
        Refresh(60 + (15 * 60), SomeAlert.Of(severity: Severity.Warning));
        Refresh(1200, SomeAlert.Of());
        Refresh(1205, SomeAlert.Of());

        Assert.Equal(
            ["20261123-120000-requests", "20261123-122000-requests"], _board.Current.Select(incident => incident.Id));
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
            _board.Current.Select(incident => incident.Id).Order());
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
        _entries.Replace([new(Only.Id, SreSystem.Noon, "Ada", EntryKind.Severity, IncidentSeverity.P0, null)], []);

        Refresh(14 * 60, SomeAlert.Of());
        Assert.Equal(1, _board.LevelOf(SomeAlert.Of()));
        Refresh(15 * 60, SomeAlert.Of());
        Assert.Equal((2, 1), (_board.LevelOf(SomeAlert.Of()), _board.LevelOf(SomeAlert.Of("slow_answers"))));
    }

    private Incident Only => Assert.Single(_board.Current);

    private IReadOnlyList<Incident> Refresh(int seconds, params Alert[] alerts) => _board.Refresh(
        alerts, new(Nothing, Nothing, [], [], new StorageState(true, null, SreSystem.Noon, 0, 0), TimeSpan.Zero),
        SreSystem.Noon.AddSeconds(seconds));
}
