namespace SreService.Alerting.Rules;

/// <summary>
/// A kind of alert. Each rule is one class, found by <see cref="AlertRules"/>, with a runbook of its name.
/// </summary>
internal abstract class AlertRule
{
    /// <summary>Its name in the API, in silences and as file name of its runbook.</summary>
    public abstract string Name { get; }

    /// <summary>Its place among the rules: smaller numbers first.</summary>
    public abstract int Order { get; }

    /// <summary>
    /// Whether it watches the traffic of a component without an objective, so that a burning error budget of the same
    /// component says the same and more.
    /// </summary>
    public virtual bool IsCoveredByBurnRate => false;

    /// <returns>One evaluation for each subject: also those that are inactive or have no data.</returns>
    public abstract IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts);
}
