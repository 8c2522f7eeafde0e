using SreService.Breakers;

namespace SreService.Alerting.Rules;

/// <summary>
/// Circuit breakers of a dependency are open; critical when no destination of it is left. A breaker that an operator
/// isolated raises no alert.
/// </summary>
internal sealed class BreakerOpen : AlertRule
{
    public const string RuleName = "breaker_open";

    public override string Name => RuleName;

    public override int Order => 60;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        Dependency.All(facts.Replicas, stale: false).Select(Evaluate);

    private RuleEvaluation Evaluate(Dependency dependency)
    {
        var (open, _, unit) = dependency.Count;
        return new(
            Name, dependency.Service, $"{dependency.Service} {dependency.Name}",
            dependency.IsOpen ? Finding.Firing : dependency.IsKnown ? Finding.Inactive : Finding.NoData,
            dependency.IsCritical ? Severity.Critical : Severity.Warning, dependency.Describe())
        {
            Since = dependency.OpenSince,
            Timing = AlertTiming.OfMoments,
            Value = open,
            Threshold = 0,
            Unit = unit,
        };
    }
}
