using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SreService.Leadership;
using SreService.Tests.Alerting;
using Testing;

namespace SreService.Tests.Incidents;

/// <summary>From requests that fail at a gateway to an incident, and what operators enter about it.</summary>
public sealed class IncidentTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private FailingGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FailingGateway.StartAsync(postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Critical_alert_opens_incident()
    {
        await using var system = await _gateway.Watch().StartAsync();
        Assert.Empty(await AllAsync(system));

        await _gateway.FailAsync(system);

        var open = Assert.Single(await AllAsync(system));
        var incident = open.GetProperty("incident");
        Assert.Equal(
            ("open", "20261123-120010-requests", "gateway", "P3"),
            (open.Text("status"), incident.Text("id"), incident.Text("component"), incident.Text("severity")));
        Assert.Equal("bad_requests gateway", incident.Text("opened_by"));
        Assert.Equal(
            "no incident of the range is over",
            (await BusinessAsync(system, "1h")).GetProperty("unknown").Text("mttr"));
    }

    [Fact]
    public async Task Incident_is_mitigated_when_its_alerts_resolve_and_resolves_after_15_quiet_minutes()
    {
        await using var system = await _gateway.Watch().StartAsync();
        await _gateway.FailAsync(system);
        await system.TickAsync(12);
        Assert.Equal("mitigated", Assert.Single(await AllAsync(system)).Text("status"));

        await system.TickAsync(12 * 15);

        var resolved = Assert.Single(await AllAsync(system));
        Assert.Equal("resolved", resolved.Text("status"));
        Assert.InRange(resolved.GetProperty("seconds_to_resolve").GetDouble(), 55, 70);
    }

    [Fact]
    public async Task Resolved_incident_counts_in_the_means()
    {
        await using var system = await _gateway.Watch().StartAsync();
        await _gateway.FailAsync(system);
        await system.TickAsync(12 * 16);

        var means = (await system.GetAsync("/sre/incidents")).GetProperty("by_severity").GetProperty("P3");
        Assert.Equal((1, 0), (means.GetProperty("count").GetInt32(), means.GetProperty("mttd_seconds").GetDouble()));
        var seconds = Assert.Single(await AllAsync(system)).GetProperty("seconds_to_resolve").GetDouble();
        foreach (var range in (string[])["1h", "7d"])
        {
            Assert.Equal(seconds, (await BusinessAsync(system, range)).GetProperty("mttr").GetDouble());
        }
    }

    [Fact]
    public async Task Problem_that_returns_within_15_minutes_is_the_same_incident_and_later_another()
    {
        await using var system = await _gateway.Watch().StartAsync();
        await _gateway.FailAsync(system);
        await system.TickAsync(12 * 10);
        await _gateway.FailAsync(system);
        Assert.Single(await AllAsync(system));

        await system.TickAsync(12 * 17);
        await _gateway.FailAsync(system);

        Assert.Equal(["open", "resolved"], (await AllAsync(system)).Select(one => one.Text("status")));
    }

    [Fact]
    public async Task Entries_are_applied_to_the_incident_with_their_author()
    {
        await using var system = await _gateway.Watch().StartAsync();
        var id = await OpenAsync(system);

        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "acknowledged" }));
        Assert.Equal(204, await AddEntryAsync(
            system, new { id, author = "Ada", kind = "severity", severity = "P1", text = "customers call" }));
        await system.TickAsync(13);
        Assert.Equal(204, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved" }));
        await system.TickAsync(2);

        var report = (await system.GetAsync($"/sre/incidents/{id}")).GetProperty("incident");
        var incident = report.GetProperty("incident");
        Assert.Equal(
            ("resolved", "P1", "Ada", "Ada"),
            (report.Text("status"), incident.Text("severity"), incident.Text("severity_by"),
                incident.Text("acknowledged_by")));
    }

    [Fact]
    public async Task Entries_are_listed_in_order_and_shown_in_the_timeline()
    {
        await using var system = await _gateway.Watch().StartAsync();
        var id = await OpenAsync(system);
        await AddEntryAsync(system, new { id, author = "Ada", kind = "acknowledged" });
        await AddEntryAsync(system, new { id, author = "Ada", kind = "severity", severity = "P1" });
        await AddEntryAsync(system, new { id, author = "Grace", kind = "note", text = "database is full" });
        await system.TickAsync(13);
        await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved" });
        await system.TickAsync(2);

        Assert.Equal(["acknowledged", "severity", "note", "resolved"], await EntriesAsync(system, id));
        var details = await system.GetAsync($"/sre/incidents/{id}");
        var timeline = details.GetProperty("timeline").EnumerateArray()
            .Select(one => $"{one.Text("kind")} {one.Text("text")}").ToArray();
        Assert.Contains("note Grace note: database is full", timeline);
        Assert.Contains(
            timeline, line => line.StartsWith("alert firing: 8 requests failed", StringComparison.Ordinal));
        Assert.Equal("replica 1.2.3 started as gateway-1", timeline[0]);
    }

    [Fact]
    public async Task Incident_with_firing_alerts_cannot_be_resolved()
    {
        await using var system = await _gateway.Watch().StartAsync();
        var id = await OpenAsync(system);

        Assert.Equal(409, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved" }));
        Assert.Empty(await EntriesAsync(system, id));
    }

    [Fact]
    public async Task Invalid_entries_are_refused()
    {
        await using var system = await _gateway.Watch().StartAsync();
        var id = await OpenAsync(system);

        Assert.Equal(404, await AddEntryAsync(system, new { id = "nothing", author = "Ada", kind = "resolved" }));
        Assert.Equal(400, await AddEntryAsync(system, new { id, author = "Ada", kind = "shouted" }));
        Assert.Equal(400, await AddEntryAsync(system, new { id, author = "Ada", kind = "note" }));
        Assert.Empty(await EntriesAsync(system, id));
    }

    [Fact]
    public async Task Status_message_contains_the_measured_impact()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();
        var id = await OpenP1Async(system);

        using var client = system.CreateClient();
        var initial = await client.GetStringAsync(
            $"/sre/incidents/{id}/messages/initial", TestContext.Current.CancellationToken);
        using var unknown = await client.GetAsync(
            $"/sre/incidents/{id}/messages/poem", TestContext.Current.CancellationToken);

        Assert.Contains("Since 2026-11-23 12:00:00 UTC: success rate 0%", initial, StringComparison.Ordinal);
        Assert.Contains("Next message: 2026-11-23 12:30:10 UTC.", initial, StringComparison.Ordinal);
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task Post_mortem_contains_the_measured_impact()
    {
        await using var system = await _gateway.WatchShipped().StartAsync();
        var id = await OpenP1Async(system);

        using var client = system.CreateClient();
        var review = await client.GetStringAsync(
            $"/sre/incidents/{id}/post-mortem", TestContext.Current.CancellationToken);

        Assert.Contains("| Success rate | 0 | 8 |", review, StringComparison.Ordinal);
        Assert.Contains("set by Ada; computed: ", review, StringComparison.Ordinal);
        Assert.Contains("## Where we got lucky", review, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manually_opened_incident_freezes_deploys_and_counts_from_its_beginning()
    {
        await using var system = await _gateway.Watch().StartAsync();

        await OpenManuallyAsync(system);

        Assert.Equal(
            "freeze", (await GetAnyAsync(system, "/sre/can-i-deploy?service=users-service")).Text("decision"));
        Assert.Equal(1800, Assert.Single(await AllAsync(system)).GetProperty("seconds_to_detect").GetDouble());
    }

    [Fact]
    public async Task Manually_opened_incident_is_resolved_manually()
    {
        await using var system = await _gateway.Watch().StartAsync();
        var id = await OpenManuallyAsync(system);

        Assert.Equal(
            204, await AddEntryAsync(system, new { id, author = "Ada", kind = "resolved", text = "found it" }));

        var resolved = Assert.Single(await AllAsync(system));
        Assert.Equal("resolved", resolved.Text("status"));
        Assert.Equal(
            resolved.GetProperty("seconds_to_resolve").GetDouble(),
            (await BusinessAsync(system, "5m")).GetProperty("mttr").GetDouble());
    }

    [Fact]
    public async Task Incident_that_begins_in_the_future_is_refused()
    {
        await using var system = await _gateway.Watch().StartAsync();

        var (status, _) = await system.PostJsonAsync(
            "/internal/incidents", new { author = "Ada", began_at = Noon.AddDays(1) });

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Unknown_component_is_refused_and_the_known_ones_are_named()
    {
        await using var system = await _gateway.Watch().With("Scraping:Targets:0:Service", "orders").StartAsync();

        var (status, body) = await system.PostJsonAsync(
            "/internal/incidents",
            new { author = "Ada", component = "user-service", title = "A backup is gone", severity = "P1" });

        Assert.Equal(400, status);
        Assert.Equal(
            "must be one of gateway, users-service, sre-service, web-frontend, orders.",
            body!.Value.GetProperty("details").GetProperty("component")[0].GetString());
        Assert.Empty(await AllAsync(system));
    }

    [Fact]
    public async Task New_leader_continues_the_same_incident()
    {
        var clock = new FakeTimeProvider(Noon);
        var first = await _gateway.Watch(clock).StartAsync();
        await _gateway.FailAsync(first);
        await first.DisposeAsync();

        await using var second = _gateway.Watch(clock);
        await second.StartAsync();
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync(3);

        Assert.Equal(
            "20261123-120010-requests", Assert.Single(await AllAsync(second)).GetProperty("incident").Text("id"));
    }

    private static async Task<JsonElement[]> AllAsync(SreSystem system) =>
        [.. (await system.GetAsync("/sre/incidents")).GetProperty("incidents").EnumerateArray()];

    private static async Task<JsonElement> BusinessAsync(SreSystem system, string range) =>
        (await system.GetAsync($"/sre/metrics?time_range={range}")).GetProperty("metrics").GetProperty("business");

    private static async Task<string[]> EntriesAsync(SreSystem system, string id) =>
    [
        .. (await system.GetAsync($"/sre/incidents/{id}")).GetProperty("entries").EnumerateArray()
            .Select(entry => entry.Text("kind")!),
    ];

    private static async Task<int> AddEntryAsync(SreSystem system, object entry) =>
        (await system.PostJsonAsync("/internal/incidents/entries", entry)).Status;

    private static async Task<JsonElement> GetAnyAsync(SreSystem system, string path)
    {
        using var client = system.CreateClient();
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> OpenManuallyAsync(SreSystem system)
    {
        var (status, body) = await system.PostJsonAsync("/internal/incidents", new
        {
            author = "Ada",
            component = "users-service",
            title = "A backup is gone",
            severity = "P1",
            began_at = Noon.AddMinutes(-30),
        });
        Assert.Equal(201, status);
        await system.TickAsync();
        return body!.Value.Text("id")!;
    }

    private async Task<string> OpenAsync(SreSystem system)
    {
        await _gateway.FailAsync(system);
        return (await AllAsync(system))[^1].GetProperty("incident").Text("id")!;
    }

    private async Task<string> OpenP1Async(SreSystem system)
    {
        var id = await OpenAsync(system);
        await AddEntryAsync(system, new { id, author = "Ada", kind = "severity", severity = "P1" });
        return id;
    }
}
