using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Queries;

namespace SreService.Deploys;

/// <summary>The facts that a deploy is decided by.</summary>
/// <param name="IsKnown">Whether the data is recent and includes the history.</param>
/// <param name="Incidents">Open incidents.</param>
internal sealed record DeployFacts(
    string Service, bool IsKnown, IReadOnlyList<SloStatus> Objectives, IReadOnlyList<Alert> Alerts,
    IReadOnlyList<Incident> Incidents)
{
    /// <summary>The service's own, and those of the gateway, which measures all services as users see them.</summary>
    public IReadOnlyList<SloStatus> Concerned { get; } =
        [
            .. Objectives.Where(slo =>
                slo.Objective.Service == Service || slo.Objective.Service == SystemTopology.Gateway),
        ];
}

/// <summary>Reasons against a deploy. Missing data is one.</summary>
internal static class DeployRules
{
    public static IReadOnlyList<DeployReason> Reasons(DeployFacts facts, DeployGateSettings settings) =>
        [.. Unknown(facts)
            .Concat(facts.Concerned.SelectMany(slo => OfObjective(slo, settings)))
            .Concat(facts.Incidents.Select(OfIncident))
            .Concat(facts.Alerts.Where(alert => Concerns(alert, facts)).Select(OfAlert))
            .OrderByDescending(reason => reason.Decision)];

    private static IEnumerable<DeployReason> Unknown(DeployFacts facts)
    {
        if (!facts.IsKnown)
        {
            yield return new("stale_data", DeployDecision.Freeze, "The data is too old: no recent evaluation round");
        }

        if (facts.Concerned.Count == 0)
        {
            yield return new("no_objective", DeployDecision.Freeze, $"No objective covers {facts.Service}");
        }
    }

    private static IEnumerable<DeployReason> OfObjective(SloStatus slo, DeployGateSettings settings)
    {
        var (objective, recent) = (slo.Objective, slo.Last(settings.Observed));
        if (!new Burn(recent, slo.Budget).IsObserved)
        {
            yield return new(
                "coverage", DeployDecision.Freeze,
                Invariant($"{objective.Title}: only {Percentages.Percent(recent.Coverage, 1)}% of the last ")
                    + $"{Durations.Text(settings.Observed)} was observed")
            {
                Objective = objective.Id,
                Value = Percentages.Percent(recent.Coverage),
                Threshold = (double)(ErrorBudget.EnoughCoverage * 100),
            };
        }

        // Without events no budget is spent; coverage is checked above.
        if (slo.Budget.Remaining(slo.Newest.Good, slo.Newest.Bad) is not { } left)
        {
            yield break;
        }

        var freezes = slo.Status == ObjectiveStatus.Exhausted
            || new Burn(slo.Newest, slo.Budget).IsAtLeast(1 - (settings.FreezeBelow / 100));
        if (freezes || left * 100 < settings.SlowBelow)
        {
            yield return new(
                "budget", freezes ? DeployDecision.Freeze : DeployDecision.Slow,
                Invariant($"{objective.Title} has {Percentages.Percent(left, 1)}% of its error budget left"))
            {
                Objective = objective.Id,
                Value = Percentages.Percent(left),
                Threshold = (double)(freezes ? settings.FreezeBelow : settings.SlowBelow),
            };
        }
    }

    /// <summary>
    /// Alerts of the service or the gateway. Budget and coverage are checked directly.
    /// </summary>
    private static bool Concerns(Alert alert, DeployFacts facts) =>
        alert is { InhibitedBy: null, Rule: not (BudgetExhausted.RuleName or LowCoverage.RuleName) }
        && (alert.Component == facts.Service || alert.Component == SystemTopology.Gateway);

    /// <summary>While many users are affected, only fixes are deployed.</summary>
    private static DeployReason OfIncident(Incident incident) => new(
        "incident", incident.Severity <= IncidentSeverity.P1 ? DeployDecision.Freeze : DeployDecision.Slow,
        $"Incident {incident.Id} ({incident.Severity}) is open: {incident.Title}")
    {
        Incident = incident.Id,
    };

    private static DeployReason OfAlert(Alert alert) => new(
        "alert", alert.Severity == Severity.Critical ? DeployDecision.Freeze : DeployDecision.Slow, alert.Statement)
    {
        Objective = alert.Objective,
        Alert = $"{alert.Rule} {alert.Subject}",
    };
}
