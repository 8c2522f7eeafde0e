using System.ComponentModel;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Incidents;

/// <summary>
/// The severity of an incident from measurements over 5 minutes: the highest burn rate of any objective times the
/// share of requests that failed, or of probes where that is more. Both are those of the failed requests that pass
/// through its component, so that what fails beside them does not count. With an error budget of 1%, every second
/// request failing is 50 × 0.5 = 25, one in twenty is 5 × 0.05 = 0.25.
/// </summary>
internal sealed record Impact(
    [property: Description("P0 to P3.")] IncidentSeverity Severity,
    [property: Description("How the severity was computed, with the numbers.")] string Because)
{
    private const decimal P0From = 25;
    private const decimal P1From = 0.25m;

    private static readonly string Limits = Invariant(
        $"P0 from {P0From}, P1 from {P1From} or if a burn rate pages, P2 above 0 or if a budget burns, else P3");

    public static Impact ByHand(IncidentSeverity severity, string author) =>
        new(severity, $"opened as {severity} by {author}");

    /// <param name="component">Where the cause is.</param>
    /// <param name="alerts">Those of the incident.</param>
    public static Impact Of(AlertFacts facts, string component, IReadOnlyList<Alert> alerts)
    {
        var (failed, part) = ((string[])[Measure.Requests, Measure.Probes])
            .Select(measure => Failed(facts, measure, component)).Max();
        var burn = part * facts.Objectives.Where(slo => SystemTopology.IsOnPath(component, slo.Objective.Service))
            .Max(slo => Burn.Over(slo, RecentCounts.Recent).Rate) ?? 0;
        var impact = burn * failed;
        var pages = alerts.Any(alert =>
            alert is { Rule: BurnRate.RuleName, Severity: Alerting.Rules.Severity.Critical });
        var burns = alerts.Any(alert => alert.Rule == BurnRate.RuleName);
        var severity = impact >= P0From ? IncidentSeverity.P0
            : impact >= P1From || pages ? IncidentSeverity.P1
            : impact > 0 || burns ? IncidentSeverity.P2
            : IncidentSeverity.P3;
        return new(
            severity,
            Invariant($"burn {burn:0.##} × {failed * 100:0.##}% failed over 5 min = {impact:0.###}")
                + $"{Burning(pages, burns)}; {Limits}");
    }

    private static string Burning(bool pages, bool burns) =>
        pages ? ", a burn rate pages" : burns ? ", a budget burns" : "";

    /// <summary>The worse of both: an incident has the severity of its worst moment.</summary>
    public Impact OrWorse(Impact other) => other.Severity < Severity ? other : this;

    /// <returns>
    /// The share of all events that failed because of the component at most, and which part of all failed ones these
    /// are. Users' requests of this system are counted at the gateway, those of another service at the service itself.
    /// </returns>
    private static (decimal Share, decimal Part) Failed(AlertFacts facts, string measure, string component)
    {
        var at = SystemTopology.IsOwn(component) ? SystemTopology.Gateway : component;
        var (its, bad, total) = (0L, 0L, 0L);
        foreach (var (key, events) in facts.LastFiveMinutes.Where(count =>
            count.Key.Measure == measure && count.Key.Service == at
            && count.Key.Outcome is EventOutcome.Good or EventOutcome.Bad))
        {
            var failed = key.Outcome == EventOutcome.Bad ? events.Count : 0;
            its += component == at || SystemTopology.IsOnPath(component, SystemTopology.RoutedTo(key.Route))
                ? failed
                : 0;
            (bad, total) = (bad + failed, total + events.Count);
        }

        return bad == 0 ? (0, 0) : ((decimal)its / total, (decimal)its / bad);
    }
}
