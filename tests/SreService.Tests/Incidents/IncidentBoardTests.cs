using SreService.Alerting;
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
    public void An_alert_that_becomes_urgent_again_long_after_it_fired_is_another_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(60, SomeAlert.Of(severity: Severity.Warning));
        Refresh(60 + (15 * 60), SomeAlert.Of(severity: Severity.Warning));
        Refresh(1200, SomeAlert.Of());
        Refresh(1205, SomeAlert.Of());

        Assert.Equal(["20261123-120000-requests", "20261123-122000-requests"], _board.Current.Select(incident => incident.Id));
    }

    [Fact]
    public void What_is_below_is_the_cause_even_when_it_is_found_later()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(5, SomeAlert.Of(), SomeAlert.Of("replica_down", component: "users-service", firingSince: 5));

        Assert.Equal(("users-service", 2), (Only.Component, Only.Alerts.Count));
    }

    [Fact]
    public void What_measures_and_what_serves_are_two_causes()
    {
        Refresh(0, SomeAlert.Of(), SomeAlert.Of("stale_watermark", component: "sre-service"));

        Assert.Equal(["20261123-120000-measurement", "20261123-120000-requests"], _board.Current.Select(incident => incident.Id).Order());
    }

    [Fact]
    public void Rounds_without_a_change_report_no_incident()
    {
        var first = Refresh(0, SomeAlert.Of());
        var second = Refresh(5, SomeAlert.Of() with { Message = "9 requests failed within 60 s" });

        Assert.Single(first);
        Assert.Empty(second);
        Assert.Equal("9 requests failed within 60 s", Only.Alerts[0].Message);
    }

    [Fact]
    public void Whoever_works_on_an_alert_works_on_its_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(5, SomeAlert.Of() with { AcknowledgedBy = "Ada" });

        Assert.Equal(("Ada", SreSystem.Noon.AddSeconds(5)), (Only.AcknowledgedBy, Only.AcknowledgedAt));
    }

    [Fact]
    public void An_alert_is_told_further_up_the_longer_nobody_takes_its_incident()
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
        alerts, new(Nothing, Nothing, [], [], new StorageState(true, null, SreSystem.Noon, 0, 0), TimeSpan.Zero), SreSystem.Noon.AddSeconds(seconds));
}
