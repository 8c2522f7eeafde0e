using System.Globalization;
using SreService.Alerting;
using SreService.Counting;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Queries;

namespace SreService.Deploys;

/// <summary>What a deploy of a service is decided by.</summary>
/// <param name="Service">The service.</param>
/// <param name="IsKnown">Whether the replicas were read of late, by somebody who knows what was counted before.</param>
/// <param name="Objectives">Where all objectives stand.</param>
/// <param name="Alerts">All alerts.</param>
/// <param name="Incidents">Those that go on.</param>
internal sealed record DeployFacts(
    string Service, bool IsKnown, IReadOnlyList<Standing> Objectives, IReadOnlyList<Alert> Alerts,
    IReadOnlyList<Incident> Incidents)
{
    /// <summary>The service's own, and those of the gateway, which sees what users get of all services.</summary>
    public IReadOnlyList<Standing> Concerned { get; } =
        [.. Objectives.Where(standing => standing.Objective.Service == Service || standing.Objective.Service == SystemServices.Gateway)];
}

/// <summary>Whether a deploy is wise now. What is not known speaks against it.</summary>
internal static class DeployRules
{
    public static IReadOnlyList<DeployReason> Reasons(DeployFacts facts, DeployGateSettings settings) =>
        [.. Unknown(facts)
            .Concat(facts.Concerned.SelectMany(standing => OfObjective(standing, settings)))
            .Concat(facts.Incidents.Select(OfIncident))
            .Concat(facts.Alerts.Where(alert => Concerns(alert, facts)).Select(OfAlert))
            .OrderByDescending(reason => reason.Decision)];

    private static IEnumerable<DeployReason> Unknown(DeployFacts facts)
    {
        if (!facts.IsKnown)
        {
            yield return new("stale_data", DeployDecision.Freeze, "nobody has read the replicas of late");
        }

        if (facts.Concerned.Count == 0)
        {
            yield return new("no_objective", DeployDecision.Freeze, $"no objective tells how {facts.Service} is");
        }
    }

    private static IEnumerable<DeployReason> OfObjective(Standing standing, DeployGateSettings settings)
    {
        var (objective, lately) = (standing.Objective, standing.Last(settings.Observed));
        if (!new Burn(lately, standing.Budget).IsObserved)
        {
            yield return new(
                "coverage", DeployDecision.Freeze,
                Text($"{Shares.Percent(lately.Coverage, 1)} % of the last {Durations.Text(settings.Observed)} of {objective.Title} were observed"))
            {
                Objective = objective.Id,
                Value = Shares.Percent(lately.Coverage),
                Threshold = (double)(ErrorBudget.EnoughCoverage * 100),
            };
        }

        // What has no events yet has spent nothing; whether anybody looked is asked above.
        if (standing.Budget.Remaining(standing.Newest.Good, standing.Newest.Bad) is not { } left)
        {
            yield break;
        }

        var freezes = new Burn(standing.Newest, standing.Budget).IsAtLeast(1 - (settings.FreezeBelow / 100))
            || (standing.Status == ObjectiveStatus.Exhausted && !standing.Newest.LowCoverage);
        if (freezes || left * 100 < settings.SlowBelow)
        {
            yield return new(
                "budget", freezes ? DeployDecision.Freeze : DeployDecision.Slow,
                Text($"{Shares.Percent(left, 1)} % of the error budget of {objective.Title} are left"))
            {
                Objective = objective.Id,
                Value = Shares.Percent(left),
                Threshold = (double)(freezes ? settings.FreezeBelow : settings.SlowBelow),
            };
        }
    }

    /// <summary>
    /// Alerts about the service or an objective that concerns it. Budget and coverage were asked for themselves.
    /// </summary>
    private static bool Concerns(Alert alert, DeployFacts facts) =>
        alert is { InhibitedBy: null, Rule: not (AlertRules.BudgetExhausted or AlertRules.LowCoverage) }
        && (alert.Component == facts.Service || alert.Component == SystemServices.Gateway);

    /// <summary>While many users fail nothing is changed but what helps them.</summary>
    private static DeployReason OfIncident(Incident incident) => new(
        "incident", incident.Severity <= IncidentSeverity.P1 ? DeployDecision.Freeze : DeployDecision.Slow,
        $"incident {incident.Id}, {incident.Severity}: {incident.Title}")
    {
        Incident = incident.Id,
    };

    private static DeployReason OfAlert(Alert alert) => new(
        "alert", alert.Severity == Severity.Critical ? DeployDecision.Freeze : DeployDecision.Slow, alert.Message)
    {
        Objective = alert.Objective,
        Alert = $"{alert.Rule} {alert.Subject}",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
