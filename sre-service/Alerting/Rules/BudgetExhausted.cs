using SreService.Objectives;

namespace SreService.Alerting.Rules;

/// <summary>An objective has no error budget left: its status is exhausted.</summary>
internal sealed class BudgetExhausted : AlertRule
{
    public const string RuleName = "budget_exhausted";

    public override string Name => RuleName;

    public override int Order => 80;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) => facts.Objectives.Select(Evaluate);

    private RuleEvaluation Evaluate(SloStatus slo)
    {
        var (objective, burn) = (slo.Objective, new Burn(slo.Newest, slo.Budget));
        var remaining = slo.Budget.Remaining(slo.Newest.Good, slo.Newest.Bad);
        var finding = slo.Status == ObjectiveStatus.Exhausted ? Finding.Firing
            : burn.IsKnown || burn.IsAtMost(1) ? Finding.Inactive
            : Finding.NoData;
        return new(
            Name, objective.Service, objective.Id, finding, Severity.Warning, Message(slo, finding, remaining))
        {
            Value = Percentages.Percent(remaining),
            Threshold = 0,
            Unit = "percent",
            Objective = objective.Id,
            BudgetRemaining = Percentages.Percent(remaining),
        };
    }

    private static string Message(SloStatus slo, Finding finding, decimal? remaining) =>
        remaining is not { } left ? "No events in the window"
        : finding == Finding.NoData
            ? Invariant($"Inconclusive: only {Percentages.Percent(slo.Newest.Coverage, 1)}% ")
                + "of the window was observed"
        : Invariant($"{slo.Objective.Title} has {Percentages.Percent(left, 1)}% of its error budget left (limit 0%)");
}
