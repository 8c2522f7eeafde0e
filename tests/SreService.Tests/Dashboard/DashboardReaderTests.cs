using Microsoft.Extensions.Time.Testing;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Dashboard;
using SreService.Health;
using SreService.Leadership;
using SreService.Metrics;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Notifications;
using SreService.Tests.Objectives;
using SreService.Tests.Scraping;

namespace SreService.Tests.Dashboard;

public sealed class DashboardReaderTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Fact]
    public void Objectives_have_the_names_of_the_dashboard_and_others_follow_by_id()
    {
        var success = Slo("success", 99, 1);
        var checkout = success with { Objective = success.Objective with { Id = "checkout" } };

        var dashboard = Read(
            checkout, Slo("latency", 9, 1), Slo("freshness", 9, 1), success, Slo("availability", 9, 1));

        Assert.Equal(
            ["availability", "error_rate", "latency_p95", "freshness", "checkout"], dashboard.Dashboard.Slos.Keys);
    }

    [Theory]
    [InlineData(99, 1, "PASS")]
    [InlineData(98, 2, "FAIL")]
    [InlineData(0, 0, "NO_DATA")]
    public void Objective_passes_if_it_meets_its_target(long good, long bad, string status) =>
        Assert.Equal(status, Read(Slo("success", good, bad)).Dashboard.Slos["error_rate"].Status);

    [Fact]
    public void Alert_makes_the_system_degraded_and_only_impact_or_a_component_makes_it_critical()
    {
        Assert.Equal(Condition.Unknown, Overall());
        Assert.Equal(Condition.Degraded, Overall(SomeAlert.Of(severity: Severity.Warning)));
        Assert.Equal(Condition.Degraded, Overall(SomeAlert.Of(severity: Severity.Critical)));
        Assert.Equal(Condition.Critical, Read(AlertList.None, Impact(ImpactState.Hurt)).Dashboard.OverallStatus);
    }

    [Fact]
    public void Alerts_do_not_change_the_health_of_components()
    {
        var report = Read(SomeAlert.List(SomeAlert.Of(severity: Severity.Critical)), Impact(ImpactState.Fine));

        Assert.Equal(Condition.Healthy, report.SystemHealth.Components["gateway"].Status);
    }

    [Fact]
    public void Overall_status_is_the_same_on_all_reports()
    {
        var report = Read(AlertList.None, Impact(ImpactState.AtRisk));

        Assert.Equal(
            (Condition.Degraded, Condition.Degraded, ImpactState.AtRisk),
            (report.Dashboard.OverallStatus, report.SystemHealth.OverallStatus, report.Dashboard.Impact.State));
    }

    [Fact]
    public void Performance_of_every_service_covers_the_default_range()
    {
        var performance = Read().PerformanceMetrics;

        Assert.Equal(TimeRange.Default.Name, performance.TimeRange);
        Assert.Equal(SystemTopology.Names, performance.Services.Keys);
    }

    private static SloStatus Slo(string id, long good, long bad) => Shipped.SloStatus(id, good, bad, Noon);

    private static Condition Overall(params Alert[] alerts) => Read(
        SomeAlert.List(alerts), Impact(ImpactState.Fine)).Dashboard.OverallStatus;

    private static UserImpact Impact(ImpactState state) => new(state, "", Noon, 0, 0, null, []);

    private static DashboardReport Read(params SloStatus[] slos) =>
        Read(AlertList.None, Impact(ImpactState.Fine), slos);

    private static DashboardReport Read(AlertList alerts, UserImpact impact, params SloStatus[] current)
    {
        var settings = new ScrapingSettings();
        var replicas = new Replicas(
            new(Noon, [SomeReplica.Up()]), settings, SomeReplica.Connection, new FakeTimeProvider(Noon));
        var provenance = new Provenance(replicas, new LeadershipTracker(), new("sre-service", "sre-1", "1.2.3", Noon));
        var (recent, storage) = (new RecentCounts { HistoryLoaded = true }, new Storage(TimeProvider.System));
        storage.Change(state => state with { Available = true, Reason = null });
        var slos = SloList.None with { Current = current };
        var catalogue = new Catalogue(slos.Set);
        var objectives = new SloReader(
            slos, catalogue, recent, storage, new ProbeSettings(), settings, QueryProblems.None, replicas, provenance);
        var health = new HealthReader(replicas, recent, storage, alerts, impact, provenance);
        // The range of the dashboard is in memory: the database is not queried.
        var ranges = new RangeReader(recent, stored: null!, settings);
        return new DashboardReader(health, replicas, recent, storage, slos, objectives, ranges, provenance).Read();
    }
}
