namespace SreService.Alerting.Rules;

/// <summary>All alert rules: every class that is an <see cref="AlertRule"/>.</summary>
internal static class AlertRules
{
    private static readonly AlertRule[] All =
    [
        .. typeof(AlertRule).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(AlertRule)))
            .Select(type => (AlertRule)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(rule => rule.Name)];

    public static IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        [.. All.SelectMany(rule => rule.Evaluate(facts))];

    public static bool IsCoveredByBurnRate(string name) =>
        All.Any(rule => rule.Name == name && rule.IsCoveredByBurnRate);
}
