using SreService.Breakers;
using SreService.Counting;

namespace SreService.Alerting.Rules;

/// <summary>A circuit breaker is open in at least one replica; critical when it is open in all of them.</summary>
internal sealed class BreakerOpen : AlertRule
{
    public const string RuleName = "breaker_open";

    public override string Name => RuleName;

    public override int Order => 60;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        BreakerInstance.All(facts.Replicas, stale: false).Select(Evaluate);

    private RuleEvaluation Evaluate(IGrouping<string, BreakerInstance> breaker)
    {
        var (service, all) = (breaker.First().Service, breaker.Count());
        var open = breaker.Where(instance => instance is { RejectsAll: true, IsStarting: false }).ToArray();
        var isKnown = breaker.Any(instance => instance is { RejectsAll: false, State: not BreakerCondition.Unknown });
        return new(
            Name, service, breaker.Key,
            open.Length > 0 ? Finding.Firing : isKnown ? Finding.Inactive : Finding.NoData,
            // Those of sre-service, mostly of receivers, do not affect users.
            open.Length == all && service != SystemTopology.Sre ? Severity.Critical : Severity.Warning,
            $"Breaker {breaker.Key} is open in {open.Length} of {all} replicas of {service}")
        {
            Since = open.Min(instance => instance.ChangedAt),
            Timing = AlertTiming.OfMoments,
            Value = open.Length,
            Threshold = 0,
            Unit = "replicas",
        };
    }
}
