using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SreService.Leadership;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Incidents;

/// <summary>From requests that fail at a gateway to an incident, and what people say of it.</summary>
public sealed class IncidentTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));
    private ReplicaServer _replica = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "checkout.yaml"), SloYaml.Text, TestContext.Current.CancellationToken);
        _database = await postgres.CreateDatabaseAsync();
        _replica = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _replica.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_page_opens_one_and_quiet_ends_it()
    {
        await using var system = await New().StartAsync();
        Assert.Empty(await AllAsync(system));

        await FailAsync(system);
        var open = Assert.Single(await AllAsync(system));
        Assert.Equal(
            "no incident of the range is over",
            Text((await BusinessAsync(system, "1h")).GetProperty("unknown"), "mttr"));
        await system.TickAsync(12);
        Assert.Equal("mitigated", Text(Assert.Single(await AllAsync(system)), "status"));
        await system.TickAsync(12 * 15);
        var over = Assert.Single(await AllAsync(system));

        var incident = open.GetProperty("incident");
        Assert.Equal(("open", "20261123-120010-requests", "gateway", "P3"), (
            Text(open, "status"), Text(incident, "id"), Text(incident, "component"), Text(incident, "severity")));
        Assert.Equal("bad_requests gateway", Text(incident, "opened_by"));
        Assert.Equal("resolved", Text(over, "status"));
        Assert.InRange(over.GetProperty("seconds_to_resolve").GetDouble(), 55, 70);
        var means = (await system.GetAsync("/sre/incidents")).GetProperty("by_severity").GetProperty("P3");
        Assert.Equal((1, 0), (means.GetProperty("count").GetInt32(), means.GetProperty("mttd_seconds").GetDouble()));
        foreach (var range in (string[])["1h", "7d"])
        {
            Assert.Equal(
                over.GetProperty("seconds_to_resolve").GetDouble(),
                (await BusinessAsync(system, range)).GetProperty("mttr").GetDouble());
        }
    }

    [Fact]
    public async Task What_comes_back_within_a_quarter_of_an_hour_is_the_same_and_later_another()
    {
        await using var system = await New().StartAsync();
        await FailAsync(system);
        await system.TickAsync(12 * 10);
        await FailAsync(system);
        Assert.Single(await AllAsync(system));

        await system.TickAsync(12 * 17);
        await FailAsync(system);

        Assert.Equal(["open", "resolved"], (await AllAsync(system)).Select(one => Text(one, "status")));
    }

    [Fact]
    public async Task What_people_say_is_kept_with_who_said_it()
    {
        await using var system = await New().StartAsync();
        await FailAsync(system);
        var id = Text(Assert.Single(await AllAsync(system)).GetProperty("incident"), "id");

        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "acknowledged" }));
        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "severity", severity = "P1", text = "customers call" }));
        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Grace", kind = "note", text = "database is full" }));
        Assert.Equal(409, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved" }));
        Assert.Equal(404, await AddEntryAsync(system, new { id = "nothing", author = "Ada", kind = "resolved" }));
        Assert.Equal(400, await AddEntryAsync(system, new { id, author = "Ada", kind = "shouted" }));
        Assert.Equal(400, await AddEntryAsync(system, new { id, author = "Ada", kind = "note" }));
        await system.TickAsync(13);
        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved" }));
        await system.TickAsync(2);

        var details = await system.GetAsync($"/sre/incidents/{id}");
        var (report, incident) = (details.GetProperty("incident"), details.GetProperty("incident").GetProperty("incident"));
        Assert.Equal(("resolved", "P1", "Ada", "Ada"), (
            Text(report, "status"), Text(incident, "severity"), Text(incident, "severity_by"), Text(incident, "acknowledged_by")));
        Assert.Equal(
            ["acknowledged", "severity", "note", "resolved"],
            details.GetProperty("entries").EnumerateArray().Select(entry => Text(entry, "kind")));
        var timeline = details.GetProperty("timeline").EnumerateArray().Select(one => $"{Text(one, "kind")} {Text(one, "text")}").ToArray();
        Assert.Contains("note Grace note: database is full", timeline);
        Assert.Contains(timeline, line => line.StartsWith("alert firing: 8 requests failed", StringComparison.Ordinal));
        Assert.Equal("replica 1.2.3 started as gateway-1", timeline[0]);
    }

    [Fact]
    public async Task Users_and_reviewers_are_told_what_was_measured()
    {
        await using var system = await Shipped().StartAsync();
        await FailAsync(system);
        var id = Text((await AllAsync(system))[^1].GetProperty("incident"), "id");
        await AddEntryAsync(system, new { id, author = "Ada", kind = "severity", severity = "P1" });

        using var client = system.CreateClient();
        var initial = await client.GetStringAsync($"/sre/incidents/{id}/messages/initial", TestContext.Current.CancellationToken);
        var review = await client.GetStringAsync($"/sre/incidents/{id}/post-mortem", TestContext.Current.CancellationToken);
        using var unknown = await client.GetAsync($"/sre/incidents/{id}/messages/poem", TestContext.Current.CancellationToken);

        Assert.Contains("Since 2026-11-23 12:00:10 UTC measured: success rate 0 %", initial, StringComparison.Ordinal);
        Assert.Contains("Next message: 2026-11-23 12:30:10 UTC.", initial, StringComparison.Ordinal);
        Assert.Contains("| Success rate | 0 | 8 |", review, StringComparison.Ordinal);
        Assert.Contains("decided by Ada; proposed was", review, StringComparison.Ordinal);
        Assert.Contains("## Where we got lucky", review, StringComparison.Ordinal);
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task Somebody_may_open_and_end_one_by_hand()
    {
        await using var system = await New().StartAsync();
        var (status, said) = await PostAsync(system, "/internal/incidents", new
        {
            author = "Ada",
            component = "users-service",
            title = "A backup is gone",
            severity = "P1",
            began_at = Noon.AddMinutes(-30),
        });
        Assert.Equal(201, status);
        var id = Text(said!.Value, "id");
        await system.TickAsync();

        Assert.Equal("freeze", Text(await GetAnyAsync(system, "/sre/can-i-deploy?service=users-service"), "decision"));
        Assert.Equal(1800, Assert.Single(await AllAsync(system)).GetProperty("seconds_to_detect").GetDouble());
        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved", text = "found it" }));
        var over = Assert.Single(await AllAsync(system));
        Assert.Equal("resolved", Text(over, "status"));
        Assert.Equal(
            over.GetProperty("seconds_to_resolve").GetDouble(),
            (await BusinessAsync(system, "5m")).GetProperty("mttr").GetDouble());
        Assert.Equal(400, (await PostAsync(system, "/internal/incidents", new { author = "Ada", began_at = Noon.AddDays(1) })).Status);
    }

    [Fact]
    public async Task Who_takes_over_goes_on_with_the_same()
    {
        var clock = new FakeTimeProvider(Noon);
        var first = await New(clock).StartAsync();
        await FailAsync(first);
        await first.DisposeAsync();

        await using var second = New(clock);
        await second.StartAsync();
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync(3);

        Assert.Equal("20261123-120010-requests", Text(Assert.Single(await AllAsync(second)).GetProperty("incident"), "id"));
    }

    [Fact]
    public async Task The_ledger_says_whose_doing_it_was_and_who_knows_better()
    {
        await using var system = await Shipped().StartAsync();
        await FailAsync(system);

        var ledger = await system.GetAsync("/sre/slos/success/ledger");
        var entry = Assert.Single(ledger.GetProperty("entries").EnumerateArray());
        Assert.Equal((8, "incident", 8), (
            entry.GetProperty("bad").GetInt32(), Text(entry, "cause"),
            ledger.GetProperty("by_cause").GetProperty("incident").GetProperty("bad").GetInt32()));

        Assert.Equal(204, (await PostAsync(system, "/internal/ledger/corrections", new
        {
            objective = "success",
            from = Noon,
            until = Noon.AddMinutes(1),
            cause = "deploy",
            reference = "2.0",
            author = "Ada",
            reason = "a lost index",
        })).Status);
        Assert.Equal(400, (await PostAsync(system, "/internal/ledger/corrections", new { objective = "nothing", cause = "weather" })).Status);

        entry = Assert.Single((await system.GetAsync("/sre/slos/success/ledger")).GetProperty("entries").EnumerateArray());
        Assert.Equal(("deploy", "incident", "Ada"), (Text(entry, "cause"), Text(entry, "before"), Text(entry, "corrected_by")));
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static async Task<JsonElement[]> AllAsync(SreSystem system) =>
        [.. (await system.GetAsync("/sre/incidents")).GetProperty("incidents").EnumerateArray()];

    private static async Task<JsonElement> BusinessAsync(SreSystem system, string range) =>
        (await system.GetAsync($"/sre/metrics?time_range={range}")).GetProperty("metrics").GetProperty("business");

    private static Task<(int Status, JsonElement? Body)> PostAsync(SreSystem system, string path, object body) =>
        system.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body));

    private static async Task<int> AddEntryAsync(SreSystem system, object entry) =>
        (await PostAsync(system, "/internal/incidents/entries", entry)).Status;

    private static async Task<JsonElement> GetAnyAsync(SreSystem system, string path)
    {
        using var client = system.CreateClient();
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private SreSystem New(FakeTimeProvider? clock = null) =>
        Shipped(clock).With("Objectives:Path", _folder);

    /// <summary>With the objectives that ship.</summary>
    private SreSystem Shipped(FakeTimeProvider? clock = null) => new SreSystem(_database, clock: clock).Watching("gateway", _replica);

    /// <summary>Eight requests fail, which is more than a minute may have.</summary>
    private async Task FailAsync(SreSystem system)
    {
        await system.TickAsync();
        _gateway.Answered(8, 0.01, "bad", "timeout");
        await system.TickAsync();
    }
}
