using System.Text.Json;
using Dapper;
using Npgsql;
using SreService.Counting;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>A definition is edited while the service is down, as with every new image.</summary>
public sealed class IndicatorRevisionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Edited = "measure: requests, service: store";

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaText _shop = new("shop", "shop-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _server = null!;
    private string _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await new ReplicaServer(() => _shop.ToString()).StartAsync();
        _database = await postgres.CreateDatabaseAsync();
        await RunAsync(SloYaml.Text, SreSystem.Noon, async system =>
        {
            _shop.Answered(80, 0.01).Answered(20, 0.3, "bad", "timeout");
            await system.TickAsync();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Backfill_gives_the_same_slices_as_live_counting()
    {
        var slow = SloYaml.Text.Replace("outcomes: [good]", "outcomes: [good, bad], atMostSeconds: 0.2");

        var slo = await RunAsync(slow, SreSystem.Noon.AddDays(3));

        Assert.Equal((80, 20), (Number(slo, "good"), Number(slo, "bad")));
        Assert.Equal(JsonValueKind.Null, slo.GetProperty("predecessor").ValueKind);
    }

    [Fact]
    public async Task Backfilled_slices_are_stored()
    {
        var slow = SloYaml.Text.Replace("outcomes: [good]", "outcomes: [good, bad], atMostSeconds: 0.2");
        await RunAsync(slow, SreSystem.Noon.AddDays(3));
        await using var connection = await ConnectAsync();

        var sums = await connection.QueryAsync<(string Objective, long Good, long Bad)>(
            "select objective, sum(good)::bigint, sum(bad)::bigint from slices group by objective order by 2, 3");

        Assert.Equal([(80, 20), (80, 20)], sums.Select(sum => (sum.Good, sum.Bad)));
        Assert.Equal(2, sums.Select(sum => sum.Objective).Distinct().Count());
        Assert.All(sums, sum => Assert.StartsWith("checkout@", sum.Objective, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Previous_revision_survives_a_restart()
    {
        var slo = await RunAsync(
            SloYaml.Text.Replace("measure: requests, service: shop", Edited), SreSystem.Noon.AddHours(1));

        Assert.Equal((0, 80), (Number(slo, "total"), Number(slo.GetProperty("predecessor"), "sli_value")));
        Assert.Equal("at_risk", slo.GetProperty("predecessor").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Previous_revision_survives_two_restarts()
    {
        await RunAsync(SloYaml.Text.Replace("measure: requests, service: shop", Edited), SreSystem.Noon.AddHours(1));

        var slo = await RunAsync(
            SloYaml.Text.Replace("measure: requests, service: shop", Edited), SreSystem.Noon.AddHours(2));

        Assert.Equal(80, Number(slo.GetProperty("predecessor"), "sli_value"));
    }

    [Fact]
    public async Task New_revision_takes_over_at_90_percent_of_the_coverage()
    {
        await ForgetCountsAsync();
        var slow = SloYaml.Text.Replace("outcomes: [good]", "outcomes: [good, bad], atMostSeconds: 0.2");

        var early = await RunAsync(slow, SreSystem.Noon.AddHours(1), system => MinutesAsync(system, 3));
        var late = await RunAsync(slow, SreSystem.Noon.AddHours(2), system => MinutesAsync(system, 9));

        Assert.Equal(80, Number(early.GetProperty("predecessor"), "sli_value"));
        Assert.Equal(JsonValueKind.Null, late.GetProperty("predecessor").ValueKind);

        static async Task MinutesAsync(SreSystem system, int minutes)
        {
            for (var minute = 0; minute < minutes; minute++)
            {
                system.Clock.Advance(TimeSpan.FromMinutes(1));
                await system.TickAsync();
            }
        }
    }

    [Fact]
    public async Task Status_survives_a_restart()
    {
        // 22 % of the budget left: met, unless it was at risk before.
        var atRisk = SloYaml.Annotated("1h/5m > 2 page").Replace("target: 0.99", "target: 0.75");
        var recovering = SloYaml.Annotated("1h/5m > 2 page").Replace("target: 0.99", "target: 0.743589743");
        var before = await RunAsync(atRisk, SreSystem.Noon.AddHours(1));

        var after = await RunAsync(recovering, SreSystem.Noon.AddHours(2));

        Assert.Equal(("at_risk", 20), (before.GetProperty("status").GetString(), Number(before, "budget_remaining")));
        Assert.Equal(("at_risk", 22), (after.GetProperty("status").GetString(), Number(after, "budget_remaining")));
    }

    private static int Number(JsonElement parent, string member) =>
        (int)Math.Round(parent.GetProperty(member).GetDouble());

    private async Task ForgetCountsAsync()
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("delete from counts");
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private async Task<JsonElement> RunAsync(
        string objectives, DateTimeOffset start, Func<SreSystem, Task>? meanwhile = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "shop.yaml"), objectives, Cancellation);
        await using var system = await new SreSystem(_database, start)
            .Watching("shop", _server).With("Objectives:Path", _folder).StartAsync();
        await system.TickAsync();
        if (meanwhile is not null)
        {
            await meanwhile(system);
        }

        await system.TickUntilCountedBackAsync();
        await system.TickUntilCountedBackAsync();
        return await system.GetAsync("/sre/slos/checkout");
    }
}
