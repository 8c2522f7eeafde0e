using SreService.Alerting;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Health;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Dashboard;

/// <summary>Builds the answers from what is in memory; no answer waits for a database or another service.</summary>
internal sealed class Answers(
    Replicas replicas, SliceBook book, SliceKeeper keeper, ObjectiveBoard objectives, AlertBoard alerts,
    Observation observation,
    ProbeSettings probes, TimeProvider clock)
{
    // What the dashboard has always called them.
    private static readonly Dictionary<string, string> DashboardNames = new()
    {
        ["availability"] = "availability",
        ["latency"] = "latency_p95",
        ["success"] = "error_rate",
        ["freshness"] = "freshness",
    };

    private DateTimeOffset Now => clock.GetUtcNow();

    public DashboardReport Dashboard()
    {
        var health = Health();
        var (counts, from) = Metrics.Counts(TimeRange.Default, book, Now);
        return new(
            new(
                Now, replicas.AgeSeconds, TimeRange.Default.Name, StorageReport.Of(keeper.State),
                objectives.All().ToDictionary(standing => DashboardNames[standing.Objective.Id], OnDashboard),
                alerts.Current.Alerts, Overall(health.OverallStatus),
                Capacity(new WhatIf(WhatIf.DefaultGrowth, WhatIf.DefaultHorizon)).Recommendations.Recommendations),
            new(health.OverallStatus, health.Components),
            new(
                TimeRange.Default.Name,
                PerformanceReport.Of(counts, SystemServices.Gateway, Now - from),
                SystemServices.All.ToDictionary(
                    service => service, service => PerformanceReport.Of(counts, service, Now - from))));
    }

    public HealthReport Health()
    {
        var components = Components.Judge(replicas.All, keeper.State, replicas.Stale);
        var each = components.Values.SelectMany(component => component.Replicas).ToArray();
        return new(
            Now, replicas.AgeSeconds, components.Values.Select(component => component.Status).Worst(), components,
            alerts.Current.Alerts,
            new(each.Length, each.Count(replica => replica.Status == Condition.Healthy), replicas.Interval.TotalSeconds));
    }

    public MetricsReport Measured(TimeRange range) => Metrics.Over(range, book, replicas, Now);

    public CapacityReport Capacity(WhatIf question) => CapacityPlan.For(
        replicas, book.Before(Now.WholeMinute, key => key.Measure is Measure.Cpu or Measure.Sight), question, Now);

    public BreakersReport CircuitBreakers() => BreakersReport.Of(replicas, Now);

    public AlertsReport Alerts() => AlertsReport.Of(alerts.Current, replicas, Now);

    public SlosReport Slos() =>
        new(Now, replicas.AgeSeconds, StorageReport.Of(keeper.State), [.. objectives.All().Select(Report)]);

    /// <returns>Null when there is no such objective.</returns>
    public ObjectiveReport? Slo(string id) =>
        Catalogue.Find(id) is { } objective ? Report(objectives.Of(objective)) : null;

    public SlicesReport Slices(Objective objective, DateTimeOffset from, DateTimeOffset until) => new(
        objective.Id, from, until, Now.ClosedUntil,
        [.. objectives.Slices(objective, from, until).Select(entry => new SliceReport(
            entry.Minute, entry.Slice.Good, entry.Slice.Bad, entry.Slice.Good + entry.Slice.Bad,
            entry.Slice.Covered))]);

    private Condition Overall(Condition health) => alerts.Current.Alerts
        .Select(alert => alert.Severity == Severity.Critical ? Condition.Critical : Condition.Degraded)
        .Append(health)
        .Worst();

    private ObjectiveReport OnDashboard(Standing standing)
    {
        var report = Report(standing);
        return report with
        {
            Status = report.SliValue is null ? "NO_DATA" : standing.MeetsTarget ? "PASS" : "FAIL",
        };
    }

    private ObjectiveReport Report(Standing standing) => standing.Report(NoDataReason(standing.Objective));

    private string? NoDataReason(Objective objective) =>
        !observation.KnowsHistory ? "the slices written before are not read yet"
        : objective.CountsMinutes && probes.Target is null ? "no probe target is configured"
        : null;
}
