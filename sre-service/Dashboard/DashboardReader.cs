using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Capacity;
using SreService.Counting;
using SreService.Health;
using SreService.Metrics;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Dashboard;

/// <summary>One page of everything: objectives, alerts, health, performance and recommendations.</summary>
internal sealed class DashboardReader(
    Replicas replicas, SliceBook book, Storage storage, ObjectiveBoard board, SloReader objectives,
    AlertBoard alerts, RangeReader ranges, Provenance provenance)
{
    // What the dashboard has always called them, and in which order; others follow by their own names.
    private static readonly (string Id, string Name)[] DashboardNames =
    [
        ("availability", "availability"), ("success", "error_rate"), ("latency", "latency_p95"),
        ("freshness", "freshness"),
    ];

    public DashboardReport Read()
    {
        var health = HealthReport.Of(replicas, storage.State, alerts.Current, provenance);
        var now = provenance.Now;
        var (counts, from, _) = ranges.InMemory(TimeRange.Default, now);
        return new(
            new(
                now, provenance.DataAgeSeconds, provenance.Leader, TimeRange.Default.Name, StorageReport.Of(storage.State),
                ObjectivesOnDashboard(),
                alerts.Current.Alerts, Overall(health.OverallStatus),
                CapacityPlan.For(replicas, book, provenance, WhatIf.Default).Recommendations.Recommendations),
            new(health.OverallStatus, health.Components),
            new(
                TimeRange.Default.Name,
                PerformanceReport.Of(counts, SystemServices.Gateway, now - from),
                SystemServices.All.ToDictionary(
                    service => service, service => PerformanceReport.Of(counts, service, now - from))));
    }

    private Condition Overall(Condition health) => alerts.Current.Alerts
        .Select(alert => alert.Severity == Severity.Critical ? Condition.Critical : Condition.Degraded)
        .Append(health)
        .Worst();

    private Dictionary<string, ObjectiveReport> ObjectivesOnDashboard()
    {
        var all = board.All().ToDictionary(standing => standing.Objective.Id);
        var named = DashboardNames.Where(name => all.ContainsKey(name.Id)).ToArray();
        var others = all.Keys.Except(named.Select(name => name.Id)).Select(id => (Id: id, Name: id));
        return named.Concat(others).ToDictionary(name => name.Name, name => OnDashboard(all[name.Id]));
    }

    private ObjectiveReport OnDashboard(Standing standing)
    {
        var report = objectives.Report(standing);
        return report with
        {
            Status = report.SliValue is null ? "NO_DATA" : standing.MeetsTarget ? "PASS" : "FAIL",
        };
    }
}
