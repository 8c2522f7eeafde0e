using SreService.Counting;

namespace SreService.Alerting.Rules;

/// <summary>More than 5 requests failed at the gateway within 60 s.</summary>
internal sealed class BadRequests : AlertRule
{
    private const int MostAMinute = 5;

    public override string Name => "bad_requests";

    public override int Order => 10;

    public override bool IsCoveredByBurnRate => true;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var bad = facts.LastMinute.Count(Measure.Requests, SystemTopology.Gateway, EventOutcome.Bad);
        var finding = bad > MostAMinute ? Finding.Firing
            : IsGatewayScraped(facts) ? Finding.Inactive
            : Finding.NoData;
        var message = finding == Finding.NoData
            ? "No gateway replica can be scraped"
            : $"{bad} requests failed at the gateway within 60 s (limit {MostAMinute})";
        return
        [
            new(Name, SystemTopology.Gateway, SystemTopology.Gateway, finding, Severity.Critical, message)
            {
                Value = bad,
                Threshold = MostAMinute,
                Unit = "requests",
            },
        ];
    }

    private static bool IsGatewayScraped(AlertFacts facts) =>
        facts.Replicas.Any(replica => replica.Target.Service == SystemTopology.Gateway
            && replica is { Failure: null, Scrape: not null });
}
