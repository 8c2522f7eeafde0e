using SreService.Counting;

namespace SreService.Alerting;

/// <summary>
/// Of several alerts that one cause has, the one to look at stands for the others: those stay true and are shown, and
/// nobody is told of them. No alert stands for a more urgent one.
/// </summary>
internal static class Inhibition
{
    private const string DatabaseCheck = " database";

    public static IReadOnlyList<Alert> Applied(IReadOnlyList<Alert> alerts) =>
        [.. alerts.Select(alert => alert with
        {
            InhibitedBy = alerts
                .Where(other => other.Severity >= alert.Severity && StandsFor(other, alert))
                .Select(other => $"{other.Rule} {other.Subject}")
                .FirstOrDefault(),
        })];

    private static bool StandsFor(Alert cause, Alert alert) =>
        IsFasterPair(cause, alert) || BurnsForAPlainRule(cause, alert) || IsBelow(cause, alert)
        || (cause.Rule, alert.Rule) == (AlertRules.StorageAwayRule, AlertRules.StaleWatermarkRule);

    /// <summary>The pair with the higher threshold is that with the shorter windows.</summary>
    private static bool IsFasterPair(Alert cause, Alert alert) =>
        (cause.Rule, alert.Rule) == (BurnRateRules.Rule, BurnRateRules.Rule)
        && cause.Objective == alert.Objective && cause.Threshold > alert.Threshold;

    private static bool BurnsForAPlainRule(Alert cause, Alert alert) =>
        cause.Rule == BurnRateRules.Rule && cause.Component == alert.Component && AlertRules.IsPlain(alert.Rule);

    /// <summary>Who depends on what fails fails with it: database, users-service, gateway.</summary>
    private static bool IsBelow(Alert cause, Alert alert) =>
        Layer(cause) is { } low && Layer(alert) is { } high && low < high;

    /// <returns>Null for what measures users' own experience, which no cause makes less.</returns>
    internal static int? Layer(Alert alert) => alert switch
    {
        { Rule: BurnRateRules.Rule or AlertRules.BudgetExhausted } => null,
        { Component: SystemServices.Users, Rule: AlertRules.CheckFailing } when alert.Subject.EndsWith(DatabaseCheck, StringComparison.Ordinal) => 0,
        { Component: SystemServices.Users } => 1,
        { Component: SystemServices.Gateway } => 2,
        _ => null,
    };
}
