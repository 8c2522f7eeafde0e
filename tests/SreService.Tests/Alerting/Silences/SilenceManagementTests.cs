using System.Text;
using System.Text.Json;
using SreService.Tests.Notifications;
using Testing;

namespace SreService.Tests.Alerting.Silences;

/// <summary>Operator commands at a real service, and their effect on alerts.</summary>
public sealed class SilenceManagementTests(PostgresFixture postgres) : IAsyncLifetime
{
    private FailingGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FailingGateway.StartAsync(postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Silenced_alert_is_shown_with_its_author_and_not_sent()
    {
        await using var hook = await ReceivingServer.StartAsync();
        await using var system = await _gateway.Watch().Notifying("hook", "Webhook", hook.Address).StartAsync();
        var (status, _) = await SilenceGatewayAsync(system);
        Assert.Equal(201, status);

        await _gateway.FailAsync(system);
        await system.TickAsync(3);

        var alert = (await system.GetAsync("/sre/alerts")).GetProperty("alerts")[0];
        Assert.Equal(("Ada", 0), (alert.Text("silenced_by"), hook.Messages.Count));
    }

    [Fact]
    public async Task Alert_is_sent_after_its_silence_was_ended()
    {
        await using var hook = await ReceivingServer.StartAsync();
        await using var system = await _gateway.Watch().Notifying("hook", "Webhook", hook.Address).StartAsync();
        var (_, silence) = await SilenceGatewayAsync(system);
        await _gateway.FailAsync(system);

        var (status, _) = await system.PostJsonAsync(
            "/internal/silences/end", new { id = silence!.Value.GetProperty("id").GetInt64(), author = "Grace" });
        Assert.Equal(204, status);
        await _gateway.FailAsync(system);
        await hook.MessageAsync(system, 1);

        var kept = (await system.GetAsync("/sre/silences")).GetProperty("silences")[0];
        Assert.Equal(
            ("Ada", "maintenance", "Grace"), (kept.Text("author"), kept.Text("reason"), kept.Text("ended_by")));
    }

    [Theory]
    [InlineData("paymets", "Matches nothing now: no component is named paymets, only ")]
    [InlineData("users-service", "Matches no alert now.")]
    [InlineData("gateway", null)]
    public async Task Silence_says_that_it_matches_nothing_now(string component, string? note)
    {
        await using var system = await _gateway.Watch().StartAsync();
        await _gateway.FailAsync(system);

        var (status, silence) = await system.PostJsonAsync("/internal/silences", new
        {
            component,
            author = "Ada",
            reason = "maintenance",
            until = system.Clock.GetUtcNow().AddHours(1),
        });

        Assert.Equal(201, status);
        foreach (var said in (JsonElement[])[
            silence!.Value, (await system.GetAsync("/sre/silences")).GetProperty("silences")[0]])
        {
            if (note is null)
            {
                Assert.Equal(JsonValueKind.Null, said.GetProperty("note").ValueKind);
            }
            else
            {
                Assert.StartsWith(note, said.GetProperty("note").GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("/internal/silences", "component")]
    [InlineData("/internal/silences/end", "id")]
    [InlineData("/internal/acknowledgements", "rule")]
    [InlineData("/internal/incidents", "title")]
    [InlineData("/internal/incidents/entries", "id")]
    [InlineData("/internal/ledger/corrections", "objective")]
    [InlineData("/internal/jobs", "name")]
    [InlineData("/internal/deploy-overrides", "service")]
    [InlineData("/internal/breakers/isolate", "breaker")]
    public async Task Command_with_a_member_given_twice_or_unknown_is_refused(string path, string member)
    {
        await using var system = await _gateway.Watch().StartAsync();

        var twice = await system.PostAsync(
            path, Encoding.UTF8.GetBytes($"{{\"{member}\":\"a\",\"{member}\":\"b\"}}"));
        var unknown = await system.PostAsync(path, "{\"compnent\":\"gateway\"}"u8.ToArray());

        Assert.Equal((400, 400), (twice.Status, unknown.Status));
        Assert.Contains(
            "Duplicate member", twice.Body!.Value.GetProperty("details").GetProperty("body")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Equal(
            "is unknown.", unknown.Body!.Value.GetProperty("details").GetProperty("compnent")[0].GetString());
    }

    [Fact]
    public async Task Silence_that_does_not_exist_cannot_be_ended()
    {
        await using var system = await _gateway.Watch().StartAsync();

        var (status, _) = await system.PostJsonAsync("/internal/silences/end", new { id = 999, author = "Ada" });

        Assert.Equal(404, status);
    }

    [Fact]
    public async Task Alert_that_is_not_firing_cannot_be_acknowledged()
    {
        await using var system = await _gateway.Watch().StartAsync();

        Assert.Equal(404, (await AcknowledgeAsync(system)).Status);
    }

    [Fact]
    public async Task Acknowledged_alert_shows_who_acknowledged_it()
    {
        await using var system = await _gateway.Watch().StartAsync();
        await _gateway.FailAsync(system);

        var (status, _) = await AcknowledgeAsync(system);
        await system.TickAsync();

        var alert = (await system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Single(one => one.Text("rule") == "bad_requests");
        Assert.Equal((204, "Ada"), (status, alert.Text("acknowledged_by")));
        await system.TickAsync();
        var change = (await system.GetAsync("/sre/alerts/history?rule=bad_requests")).GetProperty("changes")[0];
        Assert.Equal("Ada", change.Text("acknowledged_by"));
    }

    [Fact]
    public async Task Command_without_the_key_is_refused()
    {
        await using var system = await _gateway.Watch().StartAsync();

        Assert.Equal(401, (await system.PostAsync("/internal/silences", "{}"u8.ToArray(), key: "wrong")).Status);
    }

    [Fact]
    public async Task Invalid_silence_is_refused_with_all_its_errors()
    {
        await using var system = await _gateway.Watch().StartAsync();

        var (status, body) = await system.PostJsonAsync(
            "/internal/silences", new { rule = "nothing", until = SreSystem.Noon.AddDays(-1) });

        Assert.Equal(400, status);
        Assert.Equal(
            ["author", "reason", "rule", "until"],
            body!.Value.GetProperty("details").EnumerateObject().Select(error => error.Name).Order());
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(1, 201)]
    [InlineData(30 * 24 * 60, 201)]
    [InlineData((30 * 24 * 60) + 1, 400)]
    public async Task Silence_ends_within_30_days(int minutes, int expected)
    {
        await using var system = await _gateway.Watch().StartAsync();

        var (status, _) = await SilenceGatewayAsync(system, SreSystem.Noon.AddMinutes(minutes));

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Silence_of_every_alert_is_refused()
    {
        await using var system = await _gateway.Watch().StartAsync();

        var (status, _) = await system.PostJsonAsync(
            "/internal/silences", new { author = "Ada", reason = "all", until = SreSystem.Noon.AddHours(1) });

        Assert.Equal(400, status);
    }

    private static Task<(int Status, JsonElement? Body)> SilenceGatewayAsync(
        SreSystem system, DateTimeOffset? until = null) => system.PostJsonAsync(
        "/internal/silences",
        new
        {
            component = "gateway",
            author = "Ada",
            reason = "maintenance",
            until = until ?? SreSystem.Noon.AddHours(2),
        });

    private static Task<(int Status, JsonElement? Body)> AcknowledgeAsync(SreSystem system) =>
        system.PostJsonAsync(
            "/internal/acknowledgements", new { rule = "bad_requests", subject = "gateway", author = "Ada" });
}
