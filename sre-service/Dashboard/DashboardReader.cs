using SreService.Capacity;
using SreService.Health;
using SreService.Metrics;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Dashboard;

/// <summary>Collects objectives, alerts, health, performance and recommendations for the dashboard.</summary>
internal sealed class DashboardReader(
    HealthReader healthReader, Replicas replicas, RecentCounts recent, Storage storage, SloList slos,
    SloReader objectives, RangeReader ranges, Provenance provenance)
{
    // The names and the order of the original dashboard; other objectives follow by their ids.
    private static readonly (string Id, string Name)[] DashboardNames =
    [
        ("availability", "availability"), ("success", "error_rate"), ("latency", "latency_p95"),
        ("freshness", "freshness"),
    ];

    public DashboardReport Read()
    {
        var health = healthReader.Read();
        var now = provenance.Now;
        var (counts, from, _) = ranges.InMemory(TimeRange.Default, now);
        return new(
            new(
                now, provenance.DataAgeSeconds, provenance.Leader, TimeRange.Default.Name,
                StorageReport.Of(storage.State),
                ObjectivesOnDashboard(), health.Alerts, health.Impact, health.OverallStatus,
                CapacityPlan.For(replicas, recent, provenance, WhatIf.Default).Recommendations.Recommendations),
            new(health.OverallStatus, health.Components),
            new(
                TimeRange.Default.Name,
                PerformanceReport.Of(counts, SystemTopology.Gateway, now - from),
                SystemTopology.Names.ToDictionary(
                    service => service, service => PerformanceReport.Of(counts, service, now - from))));
    }

    private Dictionary<string, ObjectiveReport> ObjectivesOnDashboard()
    {
        var all = slos.Current.ToDictionary(slo => slo.Objective.Id);
        var named = DashboardNames.Where(name => all.ContainsKey(name.Id)).ToArray();
        var others = all.Keys.Except(named.Select(name => name.Id)).Select(id => (Id: id, Name: id));
        return named.Concat(others).ToDictionary(name => name.Name, name => OnDashboard(all[name.Id]));
    }

    private ObjectiveReport OnDashboard(SloStatus slo)
    {
        var report = objectives.Report(slo);
        return report with
        {
            Status = report.SliValue is null ? "NO_DATA"
                : replicas.Stale ? "UNKNOWN"
                : slo.MeetsTarget ? "PASS"
                : "FAIL",
        };
    }
}
