using SreService.Scraping;

namespace SreService.Alerting.Rules;

/// <summary>Two scrapes of a replica failed in a row; critical when no other replica of its service is up.</summary>
internal sealed class ReplicaDown : AlertRule
{
    public override string Name => "replica_down";

    public override int Order => 40;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        facts.Replicas.Select(replica => Evaluate(replica, facts));

    private RuleEvaluation Evaluate(Replica replica, AlertFacts facts)
    {
        var health = ReplicaHealth.Of(replica, facts.At);
        var isServiceUp = facts.Replicas.Any(other => other.Target.Service == replica.Target.Service
            && other is { Failure: null, Scrape: not null });
        return new(
            Name, replica.Target.Service, replica.Target.Address,
            health.Status switch
            {
                Condition.Critical => Finding.Firing,
                Condition.Unknown => Finding.NoData,
                _ => Finding.Inactive,
            },
            isServiceUp ? Severity.Warning : Severity.Critical,
            $"{replica.Target.Service} at {replica.Target.Address}: {health.Reason}")
        {
            Since = replica.FailingSince,
            Timing = AlertTiming.OfMoments,
        };
    }
}
