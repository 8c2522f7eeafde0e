using SreService.Counting;
using SreService.Scraping;

namespace SreService.Alerting.Rules;

/// <summary>A service dropped log lines within 5 min, because standard output did not take them in time.</summary>
internal sealed class LogsLost : AlertRule
{
    public override string Name => "logs_lost";

    public override int Order => 130;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        facts.Replicas.GroupBy(replica => replica.Target.Service).Select(service => Evaluate(facts, service));

    private RuleEvaluation Evaluate(AlertFacts facts, IGrouping<string, Replica> service)
    {
        var lost = facts.LastFiveMinutes.Count(Measure.LostLines, service.Key, EventOutcome.Bad);
        var isScraped = service.Any(replica => replica is { Failure: null, Scrape: not null });
        return new(
            Name, service.Key, service.Key,
            lost > 0 ? Finding.Firing : isScraped ? Finding.Inactive : Finding.NoData,
            Severity.Warning,
            lost > 0 || isScraped
                ? Invariant($"{service.Key} dropped {lost:#,0} log lines within 5 min (limit 0)")
                : $"No replica of {service.Key} can be scraped")
        {
            Value = lost,
            Threshold = 0,
            Unit = "lines",
        };
    }
}
