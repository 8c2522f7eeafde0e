using System.Text.Json;
using SreService.Tests.Alerting;
using Testing;

namespace SreService.Tests.Ledger;

public sealed class LedgerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private FailingGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FailingGateway.StartAsync(postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Bad_events_are_attributed_to_the_open_incident()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();
        await _gateway.FailAsync(system);

        var ledger = await system.GetAsync("/sre/slos/success/ledger");

        var entry = Assert.Single(ledger.GetProperty("entries").EnumerateArray());
        Assert.Equal((8, "incident"), (entry.GetProperty("bad").GetInt32(), entry.Text("cause")));
        Assert.Equal(8, ledger.GetProperty("by_cause").GetProperty("incident").GetProperty("bad").GetInt32());
    }

    [Fact]
    public async Task Crash_is_the_cause_of_the_minute_in_which_it_happened_and_not_of_one_before()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();
        await system.TickAsync();
        _gateway.Fail(1);
        await system.TickAsync(13);
        _gateway.Crash(system.Clock.GetUtcNow());
        _gateway.Fail(1);
        await system.TickAsync();

        var ledger = await system.GetAsync("/sre/slos/success/ledger");

        Assert.Equal(
            ["dependency", "unexplained"],
            ledger.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("cause")));
    }

    [Fact]
    public async Task Correction_replaces_the_cause_and_keeps_the_one_before()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();
        await _gateway.FailAsync(system);

        var (status, _) = await CorrectAsync(system, new
        {
            objective = "success",
            from = SreSystem.Noon,
            until = SreSystem.Noon.AddMinutes(1),
            cause = "deploy",
            reference = "2.0",
            author = "Ada",
            reason = "a lost index",
        });

        Assert.Equal(204, status);
        var ledger = await system.GetAsync("/sre/slos/success/ledger");
        var entry = Assert.Single(ledger.GetProperty("entries").EnumerateArray());
        Assert.Equal(
            ("deploy", "incident", "Ada"), (entry.Text("cause"), entry.Text("before"), entry.Text("corrected_by")));
    }

    [Fact]
    public async Task Invalid_correction_is_refused()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();

        Assert.Equal(400, (await CorrectAsync(system, new { objective = "nothing", cause = "weather" })).Status);
    }

    private static Task<(int Status, JsonElement? Body)> CorrectAsync(SreSystem system, object correction) =>
        system.PostJsonAsync("/internal/ledger/corrections", correction);
}
