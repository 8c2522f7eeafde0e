using Testing;

namespace Gateway.Tests;

public sealed class ArchitectureTests
{
    /// <summary>docs/architecture.md says what each is.</summary>
    private static readonly FolderOrder Order = new(
        "gateway", "Gateway",
        ["Routing", "Requests", "Health"],
        ["Destinations", "RateLimits"],
        ["Outcomes"],
        ["Clients", "Security"]);

    [Fact]
    public void Folders_refer_only_to_folders_below_them() => Assert.Empty(Order.Violations());

    [Fact]
    public void Documentation_shows_the_order() => Assert.True(Order.IsDocumented(), $"{Order}");
}
