using Testing;

namespace Platform.Tests;

public sealed class ArchitectureTests
{
    /// <summary>docs/architecture.md says what each is.</summary>
    private static readonly FolderOrder Order = new(
        "shared", "Platform",
        ["Heartbeats", "Resilience", "Database"],
        ["Management", "Health", "Secrets"],
        ["Telemetry"],
        ["Requests"],
        ["Addresses", "Bodies", "Caching", "Configuration", "Problems", "Timing", "Topology"]);

    private static readonly FolderOrder LocalRunner = new(
        "infra/local", "Local",
        ["Postgres", "Demo"],
        ["Processes"],
        ["Output"]);

    [Fact]
    public void Folders_refer_only_to_folders_below_them() => Assert.Empty(Order.Violations());

    [Fact]
    public void Folders_of_the_local_runner_refer_only_to_folders_below_them() =>
        Assert.Empty(LocalRunner.Violations());

    [Fact]
    public void Documentation_shows_the_orders() =>
        Assert.All([Order, LocalRunner], order => Assert.True(order.IsDocumented(), $"{order}"));
}
