using SreService.Alerting;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Deploys;

/// <summary>Decides whether a service can be deployed now.</summary>
internal sealed class DeployGate(
    Replicas replicas, RecentCounts recent, SloList slos, AlertList alerts, IncidentReader incidents,
    DeployBook book, DeployGateSettings settings, Provenance provenance)
{
    public DeployReport Judge(string service)
    {
        var facts = new DeployFacts(
            service, !replicas.Stale && recent.HistoryLoaded, slos.Alerting, alerts.Alerts,
            incidents.Open)
        {
            HasOneVersion = book.HasOneVersion(service),
            Override = book.OverrideOf(service, provenance.Now),
        };
        var reasons = DeployRules.Reasons(facts, settings);
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader, service,
            DeployRules.Decide(reasons, facts), reasons,
            [.. facts.Concerned.Select(slo => slo.Objective.Id)]);
    }
}
