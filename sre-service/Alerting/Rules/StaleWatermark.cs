using SreService.Queries;
using SreService.Slices;

namespace SreService.Alerting.Rules;

/// <summary>
/// Counts were last written more than 5 min ago; critical when half of the time for which memory holds them has passed.
/// </summary>
internal sealed class StaleWatermark : AlertRule
{
    public const string RuleName = "stale_watermark";

    /// <summary>The minutes that are still open, and two rounds of the longest interval.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public override string Name => RuleName;

    public override int Order => 110;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var age = TimeSpan.FromMinutes(Math.Floor(facts.WaitingFor.TotalMinutes));
        return
        [
            new(
                Name, SystemTopology.Sre, SystemTopology.Sre,
                facts.WaitingFor > Limit ? Finding.Firing : Finding.Inactive,
                facts.WaitingFor > RecentCounts.Waiting / 2 ? Severity.Critical : Severity.Warning,
                Invariant($"Counts were last written {Durations.Text(age)} ago (limit {Durations.Text(Limit)})"))
            {
                Value = Math.Round(facts.WaitingFor.TotalSeconds, 1),
                Threshold = Limit.TotalSeconds,
                Unit = "s",
            },
        ];
    }
}
