using System.Globalization;
using SreService.Objectives;
using SreService.Queries;

namespace SreService.Alerting;

/// <summary>
/// Whether an objective's budget burns too fast over the long and over the short window of a pair (The Site Reliability
/// Workbook, chapter 5).
/// </summary>
internal static class BurnRateRules
{
    public const string Rule = "burn_rate";

    public static IEnumerable<RuleEvaluation> Evaluate(Standing standing) =>
        standing.Objective.BurnPairs.Select(pair => Of(standing, pair));

    private static RuleEvaluation Of(Standing standing, BurnPair pair)
    {
        var (objective, budget) = (standing.Objective, standing.Budget);
        var (longer, shorter) = (Burn.Over(standing, pair.Long), Burn.Over(standing, pair.Short));
        var finding = Decide(pair, longer, shorter, objective.CountsMinutes);
        return new(
            Rule, objective.Service, $"{objective.Id} {Windows(pair)}", finding,
            pair.Urgency == Urgency.Page ? Severity.Critical : Severity.Warning,
            Message(objective.Title, pair, finding, longer, shorter))
        {
            Value = Shares.Rounded(longer.Rate),
            ShortValue = Shares.Rounded(shorter.Rate),
            Threshold = (double)pair.Threshold,
            Unit = "burn",
            Objective = objective.Id,
            BudgetRemaining = Shares.Percent(budget.Remaining(standing.Newest.Good, standing.Newest.Bad)),
        };
    }

    /// <param name="pair">The pair.</param>
    /// <param name="longer">The burn over its long window.</param>
    /// <param name="shorter">The burn over its short window.</param>
    /// <param name="countsMinutes">Whether a minute is the event, of which there are never many.</param>
    public static Finding Decide(BurnPair pair, Burn longer, Burn shorter, bool countsMinutes) =>
        longer.IsAtMost(pair.Threshold) || shorter.IsAtMost(pair.Threshold) ? Finding.Inactive
        : !IsAbove(pair, longer, shorter) ? Finding.NoData
        : countsMinutes || Evidence.IsEnough(longer.Counts.Bad, longer.Counts.Total, longer.Budget.Size) ? Finding.Firing
        : Finding.NoData;

    private static bool IsAbove(BurnPair pair, Burn longer, Burn shorter) =>
        longer.IsAbove(pair.Threshold) && shorter.IsAbove(pair.Threshold);

    private static string Message(string title, BurnPair pair, Finding finding, Burn longer, Burn shorter) => finding switch
    {
        Finding.Inactive => $"{title} keeps its budget over {Windows(pair)}",
        Finding.Firing => Text(
            $"{title} burns its budget {longer.Rate:0.0} times too fast over {Durations.Text(pair.Long)} and {shorter.Rate:0.0} times over {Durations.Text(pair.Short)}, {pair.Threshold} are too many"),
        _ => WhatIsMissing(pair, longer, shorter),
    };

    private static string WhatIsMissing(BurnPair pair, Burn longer, Burn shorter)
    {
        if (IsAbove(pair, longer, shorter))
        {
            return Text(
                $"insufficient traffic: {longer.Counts.Bad} of {longer.Counts.Total} were bad within {Durations.Text(pair.Long)}, which may be chance");
        }

        var (burn, window) = longer.IsAbove(pair.Threshold) ? (shorter, pair.Short) : (longer, pair.Long);
        return burn.Rate is null
            ? $"nothing was counted within {Durations.Text(window)}"
            : Text(
                $"only {Shares.Percent(burn.Counts.Coverage, 1)} % of the last {Durations.Text(window)} were observed, which leaves it open");
    }

    private static string Windows(BurnPair pair) => $"{Durations.Text(pair.Long)}/{Durations.Text(pair.Short)}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
