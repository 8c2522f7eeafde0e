using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Slices;
using SreService.Tests.Notifications;
using SreService.Tests.Objectives;

namespace SreService.Tests.Incidents;

public sealed class IncidentListTests
{
    private readonly Dictionary<SeriesKey, Histogram> _counts = [];

    private IncidentList _incidents = IncidentList.None;
    private IncidentEntry[] _entries = [];
    private Incident[] _byHand = [];
    private SloStatus[] _objectives = [];

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
    public void Faults_that_do_not_follow_from_each_other_are_separate_incidents()
    {
        Refresh(0, Database, Breaker("users-service", "cache"), Down("web-frontend"), Down("orders-service"));

        Assert.Equal(
            [
                "20261123-120000-orders-service", "20261123-120000-users-service-cache",
                "20261123-120000-users-service-database", "20261123-120000-web-frontend",
            ],
            _incidents.All.Select(incident => incident.Id).Order());
    }

    [Fact]
    public void Incident_of_a_harmless_component_beside_a_bad_one_is_not_severe()
    {
        var slo = Shipped.SloStatus("success", 0, 100, SreSystem.Noon);
        slo.Revision.History.Set(SreSystem.Noon.AddMinutes(-1), new Slice(0, 100, Covered: true));
        _objectives = [slo];
        _counts[new(Measure.Requests, "gateway", "/api/users", EventOutcome.Bad, "timeout")] = Histogram.Of(100);

        Refresh(0, Database, Down("web-frontend"), Down("sre-service"));

        Assert.Equal(
            [("sre-service", IncidentSeverity.P3), ("users-service", IncidentSeverity.P0),
                ("web-frontend", IncidentSeverity.P3)],
            _incidents.All.Select(incident => (incident.Component, incident.Severity)).Order());
    }

    [Fact]
    public void Failed_calls_belong_to_the_incident_of_the_fault_behind_them()
    {
        Refresh(0, Database);
        Refresh(
            10, Database, Breaker("gateway", "users"), Breaker("web-frontend", "users"),
            SomeAlert.Of(firingSince: 10), SomeAlert.Of("burn_rate", firingSince: 10),
            Breaker("users-service", "database"));

        Assert.Equal(("users-service", 6), (Only.Component, Only.Alerts.Count));
    }

    [Fact]
    public void Failed_calls_belong_to_the_fault_that_goes_on_not_to_one_that_ended()
    {
        Refresh(0, Database);
        Refresh(60);
        Refresh(120, Down("web-frontend", 120), SomeAlert.Of(firingSince: 120));

        Assert.Equal(
            ["check_failing", "replica_down bad_requests"],
            _incidents.All.Select(incident => string.Join(' ', incident.Alerts.Select(alert => alert.Rule))));
    }

    [Fact]
    public void Failed_calls_that_are_found_before_a_new_fault_move_to_its_incident()
    {
        Refresh(0, Database);
        Refresh(60);
        Refresh(120, SomeAlert.Of(firingSince: 120));
        Refresh(130, Down("web-frontend", 130), SomeAlert.Of(firingSince: 120));

        Assert.Equal(
            ["Mitigated", "Open"], _incidents.All.Select(incident => $"{incident.Status}"));
        Assert.Equal(["replica_down", "bad_requests"], _incidents.All[1].Alerts.Select(alert => alert.Rule));
    }

    [Fact]
    public void Fault_that_begins_long_after_calls_began_to_fail_is_another_incident()
    {
        Refresh(0, SomeAlert.Of());
        Refresh(600, SomeAlert.Of(), Down("web-frontend", 600));

        Assert.Equal(
            ["20261123-120000-requests", "20261123-121000-web-frontend"],
            _incidents.All.Select(incident => incident.Id));
    }

    [Fact]
    public void Gateway_breaker_of_sre_service_does_not_concern_users_requests()
    {
        Refresh(0, SomeAlert.Of(), Breaker("gateway", "sre"));

        Assert.Equal(["gateway", "sre-service"], _incidents.All.Select(incident => incident.Component).Order());
    }

    [Fact]
    public void Incident_opened_by_hand_takes_the_alerts_on_its_path()
    {
        _byHand = [ByHand];
        Refresh(0);
        Refresh(60, SomeAlert.Of("burn_rate", firingSince: 60), Down("orders-service", 60));
        Refresh(65, SomeAlert.Of("burn_rate", firingSince: 60), SomeAlert.Of(firingSince: 65));

        Assert.Equal(["by-hand", "20261123-120100-orders-service"], _incidents.All.Select(incident => incident.Id));
        var byHand = _incidents.All[0];
        Assert.Equal("The site is slow", byHand.Title);
        Assert.Equal(["burn_rate", "bad_requests"], byHand.Alerts.Select(alert => alert.Rule));
    }

    [Fact]
    public void Incident_opened_by_hand_is_resolved_only_by_an_operator()
    {
        _byHand = [ByHand];
        Refresh(0, SomeAlert.Of());
        Refresh(60);
        Refresh(3600);
        Assert.Equal(IncidentStatus.Mitigated, Only.Status);

        _entries = [new(Only.Id, SreSystem.Noon.AddHours(1), "Ada", EntryKind.Resolved, null, null)];
        Assert.Equal(IncidentStatus.Resolved, Assert.Single(Refresh(3605)).Status);
        Assert.Empty(Refresh(3610));
    }

    [Fact]
    public void Title_names_the_present_worst_cause()
    {
        Refresh(0, SomeAlert.Of());
        Assert.Equal("bad_requests at <gateway> & more", Only.Title);
        Refresh(5, SomeAlert.Of(), Database with { Message = "no database" });
        Assert.Equal("no database", Only.Title);
        Refresh(10, SomeAlert.Of() with { Message = "9 failed" });
        Assert.Equal("9 failed", Only.Title);
        Refresh(15, SomeAlert.Of() with { Message = "10 failed" }, Database with { State = AlertState.KeepLast });
        Assert.Equal(("10 failed", "users-service"), (Only.Title, Only.Component));
        Refresh(20);
        Assert.Equal("10 failed", Only.Title);
    }

    [Theory]
    [InlineData("gateway", -7)]        // the minute without events and the one within the objective are no gap
    [InlineData("users-service", -7)]  // users' requests pass through it
    [InlineData("orders-service", 0)]
    public void Incident_begins_with_the_first_of_the_bad_minutes_that_led_to_its_alert(string component, int minutes)
    {
        var slo = Shipped.SloStatus("success", 1000, 100, SreSystem.Noon);
        foreach (var (minute, good, bad) in new[]
        {
            (-20, 90, 10), (-7, 90, 10), (-6, 0, 0), (-5, 999, 1), (-4, 90, 10), (-1, 90, 10), (0, 90, 10), (1, 9, 1),
        })
        {
            slo.Revision.History.Set(SreSystem.Noon.AddMinutes(minute), new Slice(good, bad, Covered: true));
        }

        _objectives = [slo];
        Refresh(2, SomeAlert.Of("bad_requests", component: component, firingSince: 2));

        Assert.Equal(
            minutes == 0 ? SreSystem.Noon.AddSeconds(2) : SreSystem.Noon.AddMinutes(minutes), Only.BeganAt);
        Assert.Equal(SreSystem.Noon.AddSeconds(2), Only.DetectedAt);
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

    private static Alert Database => SomeAlert.Of("check_failing", component: "users-service") with
    {
        Subject = "http://10.0.0.1:9090 database",
    };

    private static Incident ByHand => SomeIncident.Of() with
    {
        Id = "by-hand",
        Title = "The site is slow",
        OpenedBy = "Ada",
        ByHand = true,
    };

    private Incident Only => Assert.Single(_incidents.All);

    private static Alert Breaker(string component, string name) =>
        SomeAlert.Of("breaker_open", component: component) with { Subject = $"{component} {name}" };

    private static Alert Down(string component, int since = 0) =>
        SomeAlert.Of("replica_down", component: component, firingSince: since);

    private IReadOnlyList<Incident> Refresh(int seconds, params Alert[] alerts)
    {
        var storage = new StorageState(true, null, SreSystem.Noon, 0, 0);
        (_incidents, var changes) = _incidents.Next(
            alerts, new(_counts, _counts, [], _objectives, storage, TimeSpan.Zero), _entries, _byHand,
            SreSystem.Noon.AddSeconds(seconds));
        return changes;
    }

    private int LevelOf(Alert alert, int seconds) =>
        _incidents.LevelOf(alert, new IncidentSettings(), SreSystem.Noon.AddSeconds(seconds));
}
