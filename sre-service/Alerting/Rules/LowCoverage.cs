using SreService.Objectives;

namespace SreService.Alerting.Rules;

/// <summary>Less than 90% of the last hour of an objective was observed.</summary>
internal sealed class LowCoverage : AlertRule
{
    public const string RuleName = "low_coverage";

    private static readonly AlertTiming Timing = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

    public override string Name => RuleName;

    public override int Order => 90;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) => facts.Objectives.Select(Evaluate);

    private RuleEvaluation Evaluate(SloStatus slo)
    {
        var recent = slo.Last(SloStatus.LastHour);
        var isOld = slo.Newest.ObservedSince <= slo.Window.Until - SloStatus.LastHour;
        var (title, minimum) = (slo.Objective.Title, ErrorBudget.EnoughCoverage * 100);
        return new(
            Name, slo.Objective.Service, slo.Objective.Id,
            !isOld ? Finding.NoData : new Burn(recent, slo.Budget).IsObserved ? Finding.Inactive : Finding.Firing,
            Severity.Warning,
            isOld
                ? Invariant($"{title}: only {Percentages.Percent(recent.Coverage, 1)}% of the last hour was observed ")
                    + Invariant($"(minimum {minimum:0}%)")
                : "Observation began less than an hour ago")
        {
            Value = Percentages.Percent(recent.Coverage),
            Threshold = (double)minimum,
            Unit = "percent",
            Objective = slo.Objective.Id,
            Timing = Timing,
        };
    }
}
