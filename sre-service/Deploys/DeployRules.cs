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
    /// <summary>Whether no other version of the service was there before, as far as is known.</summary>
    public bool HasOneVersion { get; init; }

    /// <summary>Null when no operator overrides the gate.</summary>
    public DeployOverride? Override { get; init; }

    /// <summary>The service's own, and those of the gateway, which measures all services as users see them.</summary>
    public IReadOnlyList<SloStatus> Concerned { get; } =
        [
            .. Objectives.Where(slo =>
                slo.Objective.Service == Service || slo.Objective.Service == SystemTopology.Gateway),
        ];
}

/// <summary>Reasons for and against a deploy. Missing data is one against it.</summary>
internal static class DeployRules
{
    public static IReadOnlyList<DeployReason> Reasons(DeployFacts facts, DeployGateSettings settings) =>
        [.. Unknown(facts).Concat(Overridden(facts))
            .Concat(facts.Concerned.SelectMany(slo => OfObjective(slo, facts, settings)))
            .Concat(facts.Incidents.Select(OfIncident))
            .Concat(facts.Alerts.Where(alert => Concerns(alert, facts)).Select(OfAlert))
            .OrderByDescending(reason => reason.Decision)];

    /// <summary>The most severe of the reasons, unless an operator overrides them.</summary>
    public static DeployDecision Decide(IReadOnlyList<DeployReason> reasons, DeployFacts facts) =>
        facts.Override is not null ? DeployDecision.Allow
            : reasons.Select(reason => reason.Decision).DefaultIfEmpty(DeployDecision.Allow).Max();

    private static IEnumerable<DeployReason> Overridden(DeployFacts facts)
    {
        if (facts.Override is { } one)
        {
            yield return new(
                "override", DeployDecision.Allow,
                Invariant($"{one.Author} allows deploys of {one.Service} until {one.Until.UtcDateTime:u}: ")
                    + one.Reason);
        }
    }

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

    private static IEnumerable<DeployReason> OfObjective(
        SloStatus slo, DeployFacts facts, DeployGateSettings settings)
    {
        var objective = slo.Objective;
        if (OfCoverage(slo, facts, settings) is { } coverage)
        {
            yield return coverage;
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

    /// <returns>Null when the time before the deploy was observed.</returns>
    private static DeployReason? OfCoverage(SloStatus slo, DeployFacts facts, DeployGateSettings settings)
    {
        var (objective, recent) = (slo.Objective, slo.Last(settings.Observed));
        return new Burn(recent, slo.Budget).IsObserved ? null
            : facts.HasOneVersion && IsFirst(slo, recent) ? new(
                "first_version", DeployDecision.Allow,
                Invariant($"{objective.Title}: no bad event since the first version of {facts.Service} at ")
                    + Invariant($"{slo.Newest.ObservedSince!.Value.UtcDateTime:u}"))
            {
                Objective = objective.Id,
            }
            : new(
                "coverage", DeployDecision.Freeze,
                Invariant($"{objective.Title}: only {Percentages.Percent(recent.Coverage, 1)}% of the last ")
                    + $"{Durations.Text(settings.Observed)} was observed")
            {
                Objective = objective.Id,
                Value = Percentages.Percent(recent.Coverage),
                Threshold = (double)(ErrorBudget.EnoughCoverage * 100),
            };
    }

    /// <summary>
    /// Whether observation began within the time that must have been observed, and saw all of it without a bad event.
    /// </summary>
    private static bool IsFirst(SloStatus slo, WindowCounts recent) =>
        slo.Newest is { Bad: 0, ObservedSince: { } since } && since == recent.ObservedSince
        && recent.CoveredMinutes >= ErrorBudget.EnoughCoverage * ((int)(slo.Window.Until - since).TotalMinutes - 1);

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
