using Testing;

namespace SreService.Tests;

public class ArchitectureTests
{
    private static readonly FolderOrder Order = new(
        "sre-service", "SreService",
        ["Dashboard"],
        ["Rounds"],
        ["Deploys"],
        ["Events", "Health", "Metrics"],
        ["Capacity", "Ledger"],
        ["Notifications"],
        ["Notifications/Receivers"],
        ["Notifications/Messages"],
        ["Incidents"],
        ["Alerting/Replay"],
        ["Alerting/Silences"],
        ["Alerting"],
        ["Alerting/Rules"],
        ["Timeline"],
        ["Objectives/Files"],
        ["Objectives"],
        ["Breakers", "Probes"],
        ["Jobs"],
        ["Scraping/Heartbeats", "Scraping/Prometheus"],
        ["Scraping"],
        ["Slices"],
        ["Counting", "Leadership"],
        ["Queries"],
        ["Database"]);

    [Fact]
    public void Folders_refer_only_downwards() => Assert.Empty(Order.Violations());

    [Fact]
    public void Documentation_shows_the_order() => Assert.True(Order.IsDocumented(), $"{Order}");
}
