using SreService.Alerting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Health;

/// <summary>Judges the system as the last round left it.</summary>
internal sealed class HealthReader(
    Replicas replicas, RecentCounts recent, Storage storage, AlertList alerts, UserImpact impact,
    Provenance provenance)
{
    public HealthReport Read()
    {
        var lately = recent.SumSince((replicas.At ?? replicas.Now) - UserImpact.Period);
        var components = Components.Judge(
            replicas.All, storage.State, provenance.Now - storage.Since, lately, replicas.Stale ? null : replicas.At);
        var each = components.Values.SelectMany(component => component.Replicas).ToArray();
        var shown = replicas.Stale ? UserImpact.Unknown(Replicas.NoRecentRound) : impact;
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader, shown,
            replicas.Stale ? Condition.Unknown : Overall(components.Values), components, alerts.Alerts,
            new(
                each.Length, each.Count(replica => replica.Status == Condition.Healthy),
                replicas.Interval.TotalSeconds));
    }

    private Condition Overall(IEnumerable<ComponentHealth> components) =>
        components.Select(component => component.Status)
            .Append(impact.Condition)
            .Concat(alerts.Alerts.Select(_ => Condition.Degraded))
            .Worst();
}
