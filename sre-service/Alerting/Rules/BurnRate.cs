using SreService.Objectives;
using SreService.Queries;

namespace SreService.Alerting.Rules;

/// <summary>
/// An objective burns its error budget too fast over the long and over the short window of a pair (The Site Reliability
/// Workbook, chapter 5).
/// </summary>
internal sealed class BurnRate : AlertRule
{
    public const string RuleName = "burn_rate";

    public override string Name => RuleName;

    public override int Order => 70;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        from slo in facts.Objectives
        from pair in slo.Objective.BurnPairs
        select Evaluate(slo, pair);

    /// <param name="longer">The burn over the long window of the pair.</param>
    /// <param name="shorter">The burn over its short window.</param>
    /// <param name="countsMinutes">Whether a minute is the event: there are never many of them.</param>
    public static Finding Decide(BurnPair pair, Burn longer, Burn shorter, bool countsMinutes) =>
        longer.IsAtMost(pair.Threshold) || shorter.IsAtMost(pair.Threshold) ? Finding.Inactive
        : !IsAbove(pair, longer, shorter) ? Finding.NoData
        : countsMinutes || IsEvidence(longer) ? Finding.Firing
        : Finding.NoData;

    private static bool IsEvidence(Burn burn) =>
        Evidence.IsEnough(burn.Counts.Bad, burn.Counts.Total, burn.Budget.Size);

    private RuleEvaluation Evaluate(SloStatus slo, BurnPair pair)
    {
        var (objective, budget) = (slo.Objective, slo.Budget);
        var (longer, shorter) = (Burn.Over(slo, pair.Long), Burn.Over(slo, pair.Short));
        var finding = Decide(pair, longer, shorter, objective.CountsMinutes);
        return new(
            Name, objective.Service, $"{objective.Id} {Windows(pair)}", finding,
            pair.Urgency == Urgency.Page ? Severity.Critical : Severity.Warning,
            Message(objective.Title, pair, finding, longer, shorter))
        {
            Value = Percentages.Rounded(longer.Rate),
            ShortValue = Percentages.Rounded(shorter.Rate),
            Threshold = (double)pair.Threshold,
            Unit = "burn",
            Objective = objective.Id,
            BudgetRemaining = Percentages.Percent(budget.Remaining(slo.Newest.Good, slo.Newest.Bad)),
        };
    }

    private static bool IsAbove(BurnPair pair, Burn longer, Burn shorter) =>
        longer.IsAbove(pair.Threshold) && shorter.IsAbove(pair.Threshold);

    private static string Message(string title, BurnPair pair, Finding finding, Burn longer, Burn shorter) =>
        finding switch
        {
            Finding.Inactive => $"{title} stays within its error budget over {Windows(pair)}",
            Finding.Firing => Invariant(
                $"{title} burns its error budget {longer.Rate:0.0}× too fast over {Durations.Text(pair.Long)} and ")
                + Invariant($"{shorter.Rate:0.0}× over {Durations.Text(pair.Short)} (limit {pair.Threshold}×)"),
            _ => WhyInconclusive(pair, longer, shorter),
        };

    private static string WhyInconclusive(BurnPair pair, Burn longer, Burn shorter)
    {
        if (IsAbove(pair, longer, shorter))
        {
            return Invariant($"Inconclusive: {longer.Counts.Bad} of only {longer.Counts.Total} events were bad within ")
                + $"{Durations.Text(pair.Long)}, which may be chance";
        }

        var (burn, window) = longer.IsAbove(pair.Threshold) ? (shorter, pair.Short) : (longer, pair.Long);
        return burn.Rate is null
            ? $"No events within {Durations.Text(window)}"
            : Invariant($"Inconclusive: only {Percentages.Percent(burn.Counts.Coverage, 1)}% of the last ")
                + $"{Durations.Text(window)} was observed";
    }

    private static string Windows(BurnPair pair) => $"{Durations.Text(pair.Long)}/{Durations.Text(pair.Short)}";
}
