using System.Text.Json;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

/// <summary>
/// Failures of a service with a target of 99.9% over 30 days, with a request every second, scraped every 5 s: when the
/// alert fires, and that only good data resolves it.
/// </summary>
public sealed class DetectionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Fast = "checkout 1h/5m";
    private static readonly TimeSpan TwoSlices = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaText _shop = new("shop", "shop-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _server = null!;
    private SreSystem _system = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "checkout.yaml"), SloYaml.Text.Replace("target: 0.99", "target: 0.999"),
            TestContext.Current.CancellationToken);
        _database = await postgres.CreateDatabaseAsync();
        _server = await new ReplicaServer(() => _shop.ToString()).StartAsync();
        _system = await StartAsync();
        await CalmAsync(TimeSpan.FromMinutes(62));
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Full_outage_pages_after_51_84_s()
    {
        var took = await UntilFiringAsync(_ => (0, 5));

        Assert.InRange(took, TimeSpan.FromSeconds(51.84), TimeSpan.FromSeconds(51.84) + TwoSlices);
        var alert = (await AlertAsync(Fast))!.Value;
        Assert.Equal("critical", alert.GetProperty("severity").GetString());
        Assert.Equal("checkout", alert.GetProperty("objective").GetString());
        Assert.InRange(alert.GetProperty("value").GetDouble(), 14.4, 20);
        Assert.InRange(alert.GetProperty("short_value").GetDouble(), 150, 250);
    }

    [Fact]
    public async Task Replay_agrees_with_the_live_alert()
    {
        await UntilFiringAsync(_ => (0, 5));
        var since = (await AlertAsync(Fast))!.Value.GetProperty("firing_since").GetDateTimeOffset();
        await CalmAsync(TimeSpan.FromMinutes(10));

        var replay = await _system.GetAsync("/sre/slos/checkout/replay?time_range=1h");

        var inForce = replay.GetProperty("in_force");
        Assert.Equal(1, inForce.GetProperty("pages").GetInt32());
        var firing = inForce.GetProperty("pairs")[0].GetProperty("firings")[0].GetProperty("from").GetDateTimeOffset();
        Assert.InRange(firing - since, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Ten_percent_errors_page_after_8_min_38_4_s()
    {
        var took = await UntilFiringAsync(tick => tick % 2 == 0 ? (4, 1) : (5, 0));

        var worked = TimeSpan.FromSeconds(518.4);
        Assert.InRange(took, worked - SreSystem.Interval, worked + TwoSlices);
    }

    [Fact]
    public async Task Errors_within_the_target_raise_no_alert()
    {
        for (var tick = 0; tick < 240; tick++)
        {
            // One of a thousand.
            await TickAsync(tick % 200 == 0 ? (4, 1) : (5, 0));
        }

        Assert.Null(await AlertAsync(Fast));
    }

    [Fact]
    public async Task Alert_survives_a_new_leader_and_missing_data_and_resolves_with_good_data()
    {
        await UntilFiringAsync(_ => (0, 5));
        var since = (await AlertAsync(Fast))!.Value.GetProperty("firing_since").GetString();

        await _system.DisposeAsync();
        _system = await StartAsync(_system.Clock.GetUtcNow());
        await TickAsync((0, 5));
        var resumed = (await AlertAsync(Fast))!.Value;
        Assert.Equal(("firing", since), (State(resumed), resumed.GetProperty("firing_since").GetString()));

        var answer = _server.Answer;
        _server.Answer = _ => throw new IOException("Away.");
        await _system.TickAsync(7 * 12);
        Assert.Equal("frozen", State((await AlertAsync(Fast))!.Value));

        _server.Answer = answer;
        await CalmAsync(TimeSpan.FromMinutes(7));
        Assert.Null(await AlertAsync(Fast));

        Assert.Equal(["firing", "frozen", "resolved"], await HistoryAsync());
    }

    private async Task<SreSystem> StartAsync(DateTimeOffset? at = null) =>
        await new SreSystem(_database, at).Watching("shop", _server).With("Objectives:Path", _folder).StartAsync();

    /// <summary>A minute at a time: nothing happens that a closer look would show.</summary>
    private async Task CalmAsync(TimeSpan time)
    {
        for (var minute = 0; minute < time.TotalMinutes; minute++)
        {
            _system.Clock.Advance(TimeSpan.FromSeconds(55));
            _shop.Answered(60, 0.01);
            await _system.TickAsync();
        }
    }

    private Task TickAsync((int Good, int Bad) requests)
    {
        _shop.Answered(requests.Good, 0.01).Answered(requests.Bad, 0.01, "bad", "timeout");
        return _system.TickAsync();
    }

    private async Task<TimeSpan> UntilFiringAsync(Func<int, (int Good, int Bad)> traffic)
    {
        var started = _system.Clock.GetUtcNow();
        for (var tick = 0; await AlertAsync(Fast) is null; tick++)
        {
            Assert.True(tick < 240, "No alert fired within 20 minutes.");
            await TickAsync(traffic(tick));
        }

        return _system.Clock.GetUtcNow() - started;
    }

    private async Task<JsonElement?> AlertAsync(string subject)
    {
        var found = (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("rule").GetString() == "burn_rate"
                && alert.GetProperty("subject").GetString() == subject)
            .ToArray();
        return found is [var alert] ? alert : null;
    }

    /// <returns>The states in the order in which they came.</returns>
    private async Task<string[]> HistoryAsync() =>
        [.. (await _system.GetAsync($"/sre/alerts/history?rule=burn_rate&subject={Uri.EscapeDataString(Fast)}"))
            .GetProperty("changes").EnumerateArray().Select(State).Reverse()];

    private static string State(JsonElement alert) => alert.GetProperty("state").GetString()!;
}
