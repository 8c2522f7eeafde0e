using SreService.Counting;

namespace SreService.Alerting.Rules;

/// <summary>More than 5% of the requests at the gateway took longer than 2 s over 5 min.</summary>
internal sealed class SlowAnswers : AlertRule
{
    // An edge of the histogram, so whether the percentile lies above it is known exactly.
    private const double LimitSeconds = 2;
    private const decimal FastShare = 0.95m;

    /// <summary>Of fewer, one or two slow requests are more than 5%.</summary>
    private const int LeastRequests = 50;

    public override string Name => "slow_answers";

    public override int Order => 20;

    public override bool IsCoveredByBurnRate => true;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var requests = facts.LastFiveMinutes.TimedRequests(SystemTopology.Gateway);
        var p95 = requests.PercentileMilliseconds((double)FastShare);
        var finding = p95 is null ? Finding.NoData
            : requests.AtMost(LimitSeconds) >= FastShare * requests.Count ? Finding.Inactive
            : requests.Count < LeastRequests ? Finding.NoData
            : Finding.Firing;
        var message = p95 is null
            ? "No requests at the gateway in 5 min"
            : finding == Finding.NoData
                ? $"Inconclusive: only {requests.Count} requests at the gateway in 5 min (minimum {LeastRequests})"
            : Invariant($"The {FastShare * 100:0.##}th percentile of gateway latency is {p95:#,0} ms over 5 min ")
                + Invariant($"(limit {LimitSeconds * 1000:#,0} ms)");
        return
        [
            new(Name, SystemTopology.Gateway, SystemTopology.Gateway, finding, Severity.Warning, message)
            {
                Value = p95,
                Threshold = LimitSeconds * 1000,
                Unit = "ms",
            },
        ];
    }
}
