using System.Collections.Frozen;

namespace SreService.Alerting.Rules;

/// <summary>
/// All alert rules: every class that derives from <see cref="AlertRule"/>, in the order that the rules state. Alerts of
/// the same severity and time are listed in this order.
/// </summary>
internal static class AlertRules
{
    private static readonly AlertRule[] All =
    [
        .. typeof(AlertRule).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(AlertRule)) && !type.IsAbstract)
            .Select(type => (AlertRule)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.Order).ThenBy(rule => rule.Name, StringComparer.Ordinal),
    ];

    private static readonly FrozenSet<string> CoveredByBurnRate =
        All.Where(rule => rule.IsCoveredByBurnRate).Select(rule => rule.Name).ToFrozenSet();

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(rule => rule.Name)];

    public static IReadOnlyList<RuleEvaluation> Evaluate(AlertFacts facts) =>
        [.. All.SelectMany(rule => rule.Evaluate(facts))];

    public static bool IsCoveredByBurnRate(string name) => CoveredByBurnRate.Contains(name);
}
