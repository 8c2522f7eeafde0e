using SreService.Scraping;

namespace SreService.Alerting.Rules;

/// <summary>The database of sre-service cannot be written; counts wait in memory.</summary>
internal sealed class StorageAway : AlertRule
{
    public const string RuleName = "storage_away";

    public override string Name => RuleName;

    public override int Order => 100;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts)
    {
        var (storage, finding) = (facts.Storage, FindingOf(facts));
        return
        [
            new(
                Name, SystemTopology.Sre, SystemTopology.Sre, finding, Severity.Warning,
                finding == Finding.NoData
                    ? "The database of sre-service was not reached since the start"
                    : $"The database of sre-service cannot be written, counts wait in memory: {storage.Reason}"),
        ];
    }

    private static Finding FindingOf(AlertFacts facts) =>
        facts.Storage.Available ? Finding.Inactive
        : facts.Storage.WrittenAt is null && facts.WaitingFor < ReplicaHealth.StartupGrace ? Finding.NoData
        : Finding.Firing;
}
