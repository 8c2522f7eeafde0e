using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SreService.Leadership;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Notifications;

/// <summary>From requests that fail at a gateway to messages at real receivers.</summary>
public sealed class OutboxSenderTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Secret = "EVENKEEL_TEST_SECRET";

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaText _gateway = new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _replica = null!;
    private ReceivingServer _hook = null!;
    private string _database = "";
    private int _receivers;

    public async ValueTask InitializeAsync()
    {
        // An objective of somebody else: only the plain rules look at the gateway.
        await File.WriteAllTextAsync(Path.Combine(_folder, "checkout.yaml"), SloYaml.Text, TestContext.Current.CancellationToken);
        _database = await postgres.CreateDatabaseAsync();
        _replica = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        _hook = await ReceivingServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hook.DisposeAsync();
        await _replica.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_webhook_is_told_what_is_wrong_and_when_it_is_over()
    {
        await using var system = await Telling(New(), "hook", "Webhook", _hook.Address).StartAsync();

        await FailAsync(system);
        var firing = await MessageAsync(system, _hook, 1);
        await system.TickAsync(80);
        var over = await MessageAsync(system, _hook, 2);

        Assert.Equal(("4", "firing", "hook"), (Text(firing, "version"), Text(firing, "status"), Text(firing, "receiver")));
        var alert = firing.GetProperty("alerts").EnumerateArray().First(one => Text(one.GetProperty("labels"), "alertname") == "bad_requests");
        Assert.Equal(("firing", "critical"), (Text(alert, "status"), Text(alert.GetProperty("labels"), "severity")));
        Assert.Contains("8 requests failed", Text(alert.GetProperty("annotations"), "summary"), StringComparison.Ordinal);
        Assert.Contains("gateway 1.2.3 (gateway-1) started", Text(alert.GetProperty("annotations"), "last_change"), StringComparison.Ordinal);
        Assert.Equal("docs/runbooks/bad_requests.md", Text(alert.GetProperty("annotations"), "runbook"));
        Assert.Equal(("resolved", "resolved"), (Text(over, "status"), Text(over.GetProperty("alerts")[0], "status")));
        Assert.Equal(Text(firing, "dedup_key"), Text(over, "dedup_key"));
        var receiver = (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0];
        Assert.Equal(("OK", 2), (Text(receiver, "status"), receiver.GetProperty("delivered").GetInt64()));
    }

    [Fact]
    public async Task Pagerduty_and_Slack_are_told_in_their_own_words()
    {
        Environment.SetEnvironmentVariable(Secret, $"{_hook.Address}services/T0/B0/x");
        await using var events = await ReceivingServer.StartAsync();
        await using var system = await Telling(Telling(New(), "slack", "Slack", null), "pager", "PagerDuty", events.Address).StartAsync();

        await FailAsync(system);
        var slack = await MessageAsync(system, _hook, 1);
        var trigger = await MessageAsync(system, events, 1);
        await system.TickAsync(80);
        var resolve = await MessageAsync(system, events, 2);

        Assert.Contains("*Critical: 8 requests failed within 60 s", Text(slack, "text"), StringComparison.Ordinal);
        Assert.Equal(("trigger", "critical", "evenkeel"), (
            Text(trigger, "event_action"), Text(trigger.GetProperty("payload"), "severity"), Text(trigger.GetProperty("payload"), "source")));
        Assert.Equal(Environment.GetEnvironmentVariable(Secret), Text(trigger, "routing_key"));
        Assert.Equal(("resolve", Text(trigger, "dedup_key")), (Text(resolve, "event_action"), Text(resolve, "dedup_key")));
    }

    [Fact]
    public async Task A_dead_receiver_delays_nobody_and_is_on_the_board()
    {
        await using var broken = await ReceivingServer.StartAsync();
        broken.Status = 503;
        await using var system = await Telling(Telling(New(), "broken", "Webhook", broken.Address), "hook", "Webhook", _hook.Address).StartAsync();

        await FailAsync(system);
        await MessageAsync(system, _hook, 1);
        await system.UntilPassingTimeAsync(async () =>
            Text((await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0], "failure") == "its breaker is open");
        broken.Status = 200;
        await MessageAsync(system, broken, 1);

        Assert.Single(broken.Messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_evaluator_that_dies_loses_no_message_and_doubles_none_for_who_looks_at_ids(bool isTaken)
    {
        var clock = new FakeTimeProvider(SreSystem.Noon);
        _hook.Status = isTaken ? 200 : 503;
        var first = await Telling(New(clock), "hook", "Webhook", _hook.Address).StartAsync();
        await FailAsync(first);
        await first.UntilPassingTimeAsync(() => Task.FromResult(_hook.Requests > 0));
        await first.DisposeAsync();
        _hook.Status = 200;
        _receivers = 0;

        await using var second = Telling(New(clock), "hook", "Webhook", _hook.Address);
        await second.StartAsync();
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync(2);
        await MessageAsync(second, _hook, isTaken ? 2 : 1);
        await second.TickAsync(3);

        Assert.Single(_hook.Messages.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task Nothing_inside_is_reached_that_nobody_allowed_by_name()
    {
        await using var system = New().With("Notifications:Receivers:0:Name", "inside").With("Notifications:Receivers:0:Kind", "Webhook")
            .With("Notifications:Receivers:0:Url", $"https://{_hook.Address.Authority}/");
        system.With("Notifications:AllowedHosts:0", "");
        await system.StartAsync();

        await FailAsync(system);
        await system.UntilPassingTimeAsync(async () =>
            Text((await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0], "status") == "FAILING");

        var receiver = (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0];
        Assert.Contains("no public address", Text(receiver, "failure"), StringComparison.Ordinal);
        Assert.Empty(_hook.Messages);
    }

    [Fact]
    public async Task What_is_silenced_is_shown_and_not_told_until_the_silence_is_ended()
    {
        await using var system = await Telling(New(), "hook", "Webhook", _hook.Address).StartAsync();
        var silence = await AddEntryAsync(system, "silences", new { component = "gateway", author = "Ada", reason = "maintenance", until = SreSystem.Noon.AddHours(2) });
        Assert.Equal(201, silence.Status);

        await FailAsync(system);
        await system.TickAsync(3);
        var alert = (await system.GetAsync("/sre/alerts")).GetProperty("alerts")[0];
        Assert.Equal(("Ada", 0), (Text(alert, "silenced_by"), _hook.Messages.Count));
        Assert.Equal(404, (await AddEntryAsync(system, "silences/end", new { id = 999, author = "Ada" })).Status);
        Assert.Equal(204, (await AddEntryAsync(system, "silences/end", new { id = silence.Body!.Value.GetProperty("id").GetInt64(), author = "Grace" })).Status);
        await FailAsync(system);
        await MessageAsync(system, _hook, 1);

        var kept = (await system.GetAsync("/sre/silences")).GetProperty("silences")[0];
        Assert.Equal(("Ada", "maintenance", "Grace"), (Text(kept, "author"), Text(kept, "reason"), Text(kept, "ended_by")));
    }

    [Fact]
    public async Task Who_works_on_an_alert_stands_beside_it()
    {
        await using var system = await New().StartAsync();
        Assert.Equal(404, (await AddEntryAsync(system, "acknowledgements", new { rule = "bad_requests", subject = "gateway", author = "Ada" })).Status);
        await FailAsync(system);

        var said = await AddEntryAsync(system, "acknowledgements", new { rule = "bad_requests", subject = "gateway", author = "Ada" });
        await system.TickAsync();

        var alert = (await system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray().Single(one => Text(one, "rule") == "bad_requests");
        Assert.Equal((204, "Ada"), (said.Status, Text(alert, "acknowledged_by")));
        await system.TickAsync();
        var change = (await system.GetAsync("/sre/alerts/history?rule=bad_requests")).GetProperty("changes")[0];
        Assert.Equal("Ada", Text(change, "acknowledged_by"));
    }

    [Fact]
    public async Task Whoever_has_no_key_or_says_nonsense_is_refused()
    {
        await using var system = await New().StartAsync();

        Assert.Equal(401, (await system.PostAsync("/internal/silences", "{}"u8.ToArray(), key: "wrong")).Status);
        var (status, body) = await AddEntryAsync(system, "silences", new { rule = "nothing", until = SreSystem.Noon.AddDays(-1) });

        Assert.Equal(400, status);
        Assert.Equal(
            ["author", "reason", "rule", "until"],
            body!.Value.GetProperty("details").EnumerateObject().Select(fault => fault.Name).Order());
        Assert.Equal(400, (await AddEntryAsync(system, "silences", new { author = "Ada", reason = "all", until = SreSystem.Noon.AddHours(1) })).Status);
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static Task<(int Status, JsonElement? Body)> AddEntryAsync(SreSystem system, string what, object body) =>
        system.PostAsync($"/internal/{what}", JsonSerializer.SerializeToUtf8Bytes(body));

    private static async Task<JsonElement> MessageAsync(SreSystem system, ReceivingServer server, int number)
    {
        await system.UntilPassingTimeAsync(() => Task.FromResult(server.Messages.Count >= number));
        return server.Messages.ElementAt(number - 1).Body;
    }

    private SreSystem New(FakeTimeProvider? clock = null) => new SreSystem(_database, clock: clock)
        .Watching("gateway", _replica)
        .With("Objectives:Path", _folder)
        .With("Notifications:GroupWait", "00:00:00")
        .With("Notifications:AllowedHosts:0", "127.0.0.1");

    private SreSystem Telling(SreSystem system, string name, string kind, Uri? url)
    {
        var receiver = $"Notifications:Receivers:{_receivers++}";
        system.With($"{receiver}:Name", name).With($"{receiver}:Kind", kind);
        return url is null ? system.With($"{receiver}:Secret", Secret)
            : kind == "PagerDuty" ? system.With($"{receiver}:Secret", Secret).With($"{receiver}:Url", url.ToString())
            : system.With($"{receiver}:Url", url.ToString());
    }

    /// <summary>Eight requests fail, which is more than a minute may have.</summary>
    private async Task FailAsync(SreSystem system)
    {
        await system.TickAsync();
        _gateway.Answered(8, 0.01, "bad", "timeout");
        await system.TickAsync();
    }
}
