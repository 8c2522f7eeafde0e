using SreService.Alerting;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Deploys;

/// <summary>Decides whether a service can be deployed now.</summary>
internal sealed class DeployGate(
    Replicas replicas, SliceBook book, ObjectiveBoard objectives, AlertBoard alerts, IncidentReader incidents,
    DeployGateSettings settings, Provenance provenance)
{
    public DeployReport Judge(string service)
    {
        var facts = new DeployFacts(
            service, !replicas.Stale && book.KnowsHistory, objectives.Alerting(), alerts.Current.Alerts,
            incidents.Open);
        var reasons = DeployRules.Reasons(facts, settings);
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader, service,
            reasons.Select(reason => reason.Decision).DefaultIfEmpty(DeployDecision.Allow).Max(), reasons,
            [.. facts.Concerned.Select(standing => standing.Objective.Id)]);
    }
}
