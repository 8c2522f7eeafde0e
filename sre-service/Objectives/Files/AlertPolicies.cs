using SreService.Queries;

namespace SreService.Objectives.Files;

/// <summary>The alert policies of an SLO: every condition on a burn rate becomes a pair.</summary>
internal static class AlertPolicies
{
    /// <summary>The Site Reliability Workbook, chapter 5: the short window is a twelfth of the long one.</summary>
    private const int ShortPart = 12;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Conditions that cannot become a pair add a problem.</summary>
    public static IReadOnlyList<BurnPair> PairsOf(
        YamlValue policies, Definitions definitions, TimeSpan window, decimal target) =>
        policies.Exists
            ? [.. policies.Items().SelectMany(item => ConditionsOf(item, definitions))
                .Select(condition => Pair(condition["spec"], window, new ErrorBudget(target))).OfType<BurnPair>()]
            : [];

    private static IEnumerable<YamlValue> ConditionsOf(YamlValue item, Definitions definitions)
    {
        if (definitions.Resolve(Definitions.AlertPolicy, item, "alertPolicyRef") is not { } policy)
        {
            return [];
        }

        var spec = policy["spec"];
        if (spec["alertWhenBreaching"].Exists && spec["alertWhenBreaching"].Text() == "false")
        {
            spec["alertWhenBreaching"].Refuse("is false: then its conditions raise no alert.");
            return [];
        }

        return spec["conditions"].Items()
            .Select(condition => definitions.Resolve(Definitions.AlertCondition, condition, "conditionRef"))
            .OfType<YamlValue>();
    }

    private static BurnPair? Pair(YamlValue spec, TimeSpan window, ErrorBudget budget)
    {
        var condition = spec["condition"];
        if (condition["kind"].Choice("burnrate") is null
            || (condition["op"].Exists && condition["op"].Choice("gt", "gte") is null)
            || condition["threshold"].Number() is not { } threshold
            || condition["lookbackWindow"].Text() is not { } lookback)
        {
            return null;
        }

        var after = condition["alertAfter"].OptionalText();
        if (Durations.Fixed(lookback) is not { } longer || longer > window || longer <= Shortest)
        {
            condition["lookbackWindow"].Refuse(
                $"is '{lookback}', must be longer than 1m and at most the window, {Durations.Text(window)}.");
            return null;
        }

        if (threshold <= 0 || !budget.CanReach(threshold))
        {
            condition["threshold"].Refuse(Invariant(
                $"is {threshold}, must be above 0 and at most 0.9 of {budget.HighestBurn:0.##}, ")
                + "the highest burn rate.");
            return null;
        }

        // Breaching for so long is the same as breaching over the last part.
        var shorter = after is not null && Durations.Fixed(after) is { } held && held < longer
            ? held
            : Durations.Fixed(Durations.Text(longer / ShortPart)) ?? Shortest;
        return new BurnPair(longer, shorter, threshold, IsPage(spec["severity"]) ? Urgency.Page : Urgency.Ticket);
    }

    private static bool IsPage(YamlValue severity) =>
        severity.Exists && severity.Text()?.ToLowerInvariant() is "page" or "critical" or "high";
}
