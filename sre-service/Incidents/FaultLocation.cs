using SreService.Alerting.Rules;

namespace SreService.Incidents;

/// <summary>Where the cause of an alert is, as far as the alert tells.</summary>
/// <param name="Service">The service that fails.</param>
/// <param name="Part">What fails in it: a health check, a dependency behind a breaker; empty for the service.</param>
/// <param name="IsSymptom">Whether the alert only tells that calls of the service fail, which may have a cause deeper
/// down; anything else is a fault of its own.</param>
internal sealed record FaultLocation(string Service, string Part, bool IsSymptom)
{
    /// <summary>All alerts about sre-service belong to one fault: it does not measure, or does not notify.</summary>
    public static FaultLocation Of(string rule, string subject, string component) =>
        component == SystemTopology.Sre ? new(component, "", IsSymptom: false)
        : rule is BurnRate.RuleName or BudgetExhausted.RuleName || AlertRules.IsCoveredByBurnRate(rule)
            ? new(component, "", IsSymptom: true)
        : rule == CheckFailing.RuleName ? new(component, subject.Split(' ')[^1], IsSymptom: false)
        : rule == BreakerOpen.RuleName ? OfCallsTo(subject.Split(' ')[^1], component)
        : new(component, "", IsSymptom: false);

    private static FaultLocation OfCallsTo(string dependency, string caller) =>
        SystemTopology.NameOf(dependency) is { } called
            ? new(called, "", IsSymptom: true)
            : new(caller, dependency, IsSymptom: false);

    /// <summary>Whether a fault here makes the calls fail that a symptom tells of.</summary>
    public bool Explains(FaultLocation symptom) =>
        symptom.IsSymptom && SystemTopology.IsOnPath(Service, symptom.Service);

    /// <summary>Names it in the id of its incident.</summary>
    public override string ToString() => this switch
    {
        { Service: SystemTopology.Sre } => "measurement",
        { Service: SystemTopology.Gateway, IsSymptom: true } => "requests",
        { Part: "" } => Service,
        _ => $"{Service}-{string.Concat(Part.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}",
    };
}
