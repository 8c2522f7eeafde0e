using Testing;

namespace UsersService.Tests;

public sealed class ArchitectureTests
{
    /// <summary>docs/architecture.md says what each is.</summary>
    private static readonly FolderOrder Order = new(
        "users-service", "UsersService",
        ["Reads", "Changes", "Erasure"],
        ["History", "Listing", "Idempotency", "Patches"],
        ["Paging", "Conditions", "Cache", "ReadReplica"],
        ["Users"],
        ["Bodies", "OpenApi"],
        ["Api"],
        ["Emails", "Database"],
        ["Names"]);

    [Fact]
    public void Folders_refer_only_to_folders_below_them()
    {
        Assert.Empty(Order.Violations());
    }

    [Fact]
    public void Documentation_shows_the_order() => Assert.True(Order.IsDocumented(), $"{Order}");
}
