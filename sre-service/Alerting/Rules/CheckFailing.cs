using SreService.Scraping;

namespace SreService.Alerting.Rules;

/// <summary>
/// A replica reports that one of its health checks fails; critical when no other replica of its service passes it.
/// Degraded is a warning.
/// </summary>
internal sealed class CheckFailing : AlertRule
{
    public const string RuleName = "check_failing";

    public override string Name => RuleName;

    public override int Order => 50;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var passed = (
            from replica in facts.Replicas
            where replica.Failure is null
            from check in replica.Scrape?.Checks() ?? []
            where check.Status > 0
            select (replica.Target.Service, check.Name)).ToHashSet();
        return facts.Replicas.SelectMany(replica => Evaluate(replica, passed));
    }

    private IEnumerable<RuleEvaluation> Evaluate(Replica replica, HashSet<(string Service, string Check)> passed) =>
        from check in replica.Scrape?.Checks() ?? []
        select new RuleEvaluation(
            Name, replica.Target.Service, $"{replica.Target.Address} {check.Name}",
            replica.Failure is not null ? Finding.NoData
                : check.Status >= 1 ? Finding.Inactive
                : replica.Scrape!.IsStarting ? Finding.NoData
                : Finding.Firing,
            passed.Contains((replica.Target.Service, check.Name)) ? Severity.Warning : Severity.Critical,
            $"{replica.Target.Service} at {replica.Target.Address}: health check {check.Name} fails")
        {
            Timing = AlertTiming.OfMoments,
        };
}
