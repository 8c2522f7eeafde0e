using Npgsql;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

public sealed class StartTests(PostgresFixture postgres)
{
    private static readonly HashSet<string> Unknown = ["storage_away", "replica_down"];

    [Fact]
    public async Task Start_before_the_database_and_the_replicas_is_no_alert_for_a_minute()
    {
        var missing = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Database = "missing" };
        await using var gone = new ReplicaServer(() => "");
        await using var system = new SreSystem(missing.ConnectionString).Watching("gateway", gone);

        for (var round = 0; round < 11; round++)
        {
            await system.RoundAsync();
        }

        Assert.Empty(await RulesAsync(system, "alerts"));
        Assert.Subset((await RulesAsync(system, "undecided")).ToHashSet(), Unknown);

        await system.RoundAsync();
        await system.RoundAsync();

        Assert.Subset((await RulesAsync(system, "alerts")).ToHashSet(), Unknown);
    }

    private static async Task<string[]> RulesAsync(SreSystem system, string list) =>
        [.. (await system.GetAsync("/sre/alerts")).GetProperty(list).EnumerateArray()
            .Select(alert => alert.GetProperty("rule").GetString()!)];
}
