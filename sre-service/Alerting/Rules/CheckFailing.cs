using SreService.Scraping;

namespace SreService.Alerting.Rules;

/// <summary>A replica reports that one of its health checks fails; degraded is a warning.</summary>
internal sealed class CheckFailing : AlertRule
{
    public const string RuleName = "check_failing";

    public override string Name => RuleName;

    public override int Order => 50;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) => facts.Replicas.SelectMany(Evaluate);

    private IEnumerable<RuleEvaluation> Evaluate(Replica replica) =>
        from check in replica.Scrape?.Checks() ?? []
        select new RuleEvaluation(
            Name, replica.Target.Service, $"{replica.Target.Address} {check.Name}",
            replica.Failure is not null ? Finding.NoData
                : check.Status >= 1 ? Finding.Inactive
                : replica.Scrape!.IsStarting ? Finding.NoData
                : Finding.Firing,
            check.Status > 0 ? Severity.Warning : Severity.Critical,
            $"{replica.Target.Service} at {replica.Target.Address}: health check {check.Name} fails")
        {
            Timing = AlertTiming.OfMoments,
        };
}
