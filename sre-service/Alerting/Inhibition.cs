using SreService.Alerting.Rules;

namespace SreService.Alerting;

/// <summary>
/// Of several alerts with one cause, one inhibits the others: they stay visible, and receivers are not notified of
/// them. No alert inhibits a more severe one.
/// </summary>
internal static class Inhibition
{
    private const string DatabaseCheck = " database";

    public static IReadOnlyList<Alert> Applied(IReadOnlyList<Alert> alerts)
    {
        (Alert Alert, int? Layer)[] all = [.. alerts.Select(alert => (alert, Layer(alert)))];
        return [.. all.Select(one => one.Alert with
        {
            InhibitedBy = all
                .Where(other => other.Alert.Severity >= one.Alert.Severity
                    && (other.Layer < one.Layer || Inhibits(other.Alert, one.Alert)))
                .Select(other => $"{other.Alert.Rule} {other.Alert.Subject}")
                .FirstOrDefault(),
        })];
    }

    private static bool Inhibits(Alert cause, Alert alert) =>
        IsFasterPair(cause, alert) || BurnsFor(cause, alert)
        || (cause.Rule, alert.Rule) == (StorageAway.RuleName, StaleWatermark.RuleName);

    /// <summary>The pair with the higher threshold has the shorter windows.</summary>
    private static bool IsFasterPair(Alert cause, Alert alert) =>
        (cause.Rule, alert.Rule) == (BurnRate.RuleName, BurnRate.RuleName)
        && cause.Objective == alert.Objective && cause.Threshold > alert.Threshold;

    private static bool BurnsFor(Alert cause, Alert alert) =>
        cause.Rule == BurnRate.RuleName && cause.Component == alert.Component
        && AlertRules.IsCoveredByBurnRate(alert.Rule);

    /// <summary>A failure makes every layer above it fail.</summary>
    /// <returns>Null for what measures users' own experience: no cause makes it matter less.</returns>
    internal static int? Layer(Alert alert) => alert switch
    {
        { Rule: BurnRate.RuleName or BudgetExhausted.RuleName } => null,
        { Component: SystemTopology.Users, Rule: CheckFailing.RuleName }
            when alert.Subject.EndsWith(DatabaseCheck, StringComparison.Ordinal) => SystemTopology.DatabaseLayer,
        _ => SystemTopology.LayerOf(alert.Component),
    };
}
