namespace SreService.Alerting.Rules;

/// <summary>The database of sre-service cannot be written; counts wait in memory.</summary>
internal sealed class StorageAway : AlertRule
{
    public const string RuleName = "storage_away";

    public override string Name => RuleName;

    public override int Order => 100;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
    [
        new(
            Name, SystemTopology.Sre, SystemTopology.Sre,
            facts.Storage.Available ? Finding.Inactive : Finding.Firing, Severity.Warning,
            $"The database of sre-service cannot be written, counts wait in memory: {facts.Storage.Reason}"),
    ];
}
