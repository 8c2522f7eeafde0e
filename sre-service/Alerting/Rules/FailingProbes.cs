using SreService.Counting;

namespace SreService.Alerting.Rules;

/// <summary>Fewer than 90% of the probes succeeded over 5 min.</summary>
internal sealed class FailingProbes : AlertRule
{
    private const decimal LeastSuccess = 0.9m;

    /// <summary>What one prober sends at its longest interval.</summary>
    private const int LeastProbes = 5;

    public override string Name => "failing_probes";

    public override int Order => 30;

    public override bool IsCoveredByBurnRate => true;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var good = facts.LastFiveMinutes.Count(Measure.Probes, SystemTopology.Gateway, EventOutcome.Good);
        var total = good + facts.LastFiveMinutes.Count(Measure.Probes, SystemTopology.Gateway, EventOutcome.Bad);
        var finding = total == 0 ? Finding.NoData
            : good >= LeastSuccess * total ? Finding.Inactive
            : total < LeastProbes ? Finding.NoData
            : Finding.Firing;
        var message = total == 0
            ? "No probes in 5 min"
            : finding == Finding.NoData
                ? $"Inconclusive: only {total} probes in 5 min (minimum {LeastProbes})"
            : Invariant($"Only {good} of {total} probes succeeded within 5 min (minimum {LeastSuccess * 100:0.##}%)");
        return
        [
            new(Name, SystemTopology.Gateway, SystemTopology.Gateway, finding, Severity.Critical, message)
            {
                Value = total == 0 ? null : Math.Round(100.0 * good / total, 3),
                Threshold = (double)LeastSuccess * 100,
                Unit = "percent",
            },
        ];
    }
}
