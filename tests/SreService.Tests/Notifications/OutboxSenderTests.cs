using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SreService.Leadership;
using SreService.Tests.Alerting;
using Testing;

namespace SreService.Tests.Notifications;

/// <summary>From requests that fail at a gateway to messages at real receivers.</summary>
public sealed class OutboxSenderTests(PostgresFixture postgres) : IAsyncLifetime
{
    private FailingGateway _gateway = null!;
    private ReceivingServer _hook = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await FailingGateway.StartAsync(postgres);
        _hook = await ReceivingServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hook.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Webhook_gets_the_firing_alert_with_its_explanation()
    {
        await using var system = await NotifyingHook().StartAsync();

        await _gateway.FailAsync(system);
        var firing = await _hook.MessageAsync(system, 1);

        Assert.Equal(
            ("4", "firing", "hook"), (firing.Text("version"), firing.Text("status"), firing.Text("receiver")));
        var alert = firing.GetProperty("alerts").EnumerateArray()
            .First(one => one.GetProperty("labels").Text("alertname") == "bad_requests");
        Assert.Equal(("firing", "critical"), (alert.Text("status"), alert.GetProperty("annotations").Text("severity")));
        var annotations = alert.GetProperty("annotations");
        Assert.Contains("8 requests failed", annotations.Text("summary"), StringComparison.Ordinal);
        Assert.Contains(
            "gateway 1.2.3 (gateway-1) started", annotations.Text("last_change"), StringComparison.Ordinal);
        Assert.Equal("/sre/runbooks/bad_requests", annotations.Text("runbook"));
    }

    [Fact]
    public async Task Webhook_gets_the_end_of_an_alert_with_the_same_key()
    {
        await using var system = await NotifyingHook().StartAsync();
        await _gateway.FailAsync(system);
        var firing = await _hook.MessageAsync(system, 1);

        await system.TickAsync(80);
        var resolved = await _hook.MessageAsync(system, 2);

        Assert.Equal(
            ("resolved", "resolved"), (resolved.Text("status"), resolved.GetProperty("alerts")[0].Text("status")));
        Assert.Equal(firing.Text("dedup_key"), resolved.Text("dedup_key"));
        var receiver = await ReceiverAsync(system);
        Assert.Equal(("OK", 2), (receiver.Text("status"), receiver.GetProperty("delivered").GetInt64()));
    }

    [Fact]
    public async Task Slack_gets_a_text_at_its_secret_address()
    {
        Environment.SetEnvironmentVariable(NotifyingSystem.Secret, $"{_hook.Address}services/T0/B0/x");
        await using var system = await _gateway.Watch().Notifying("slack", "Slack", null).StartAsync();

        await _gateway.FailAsync(system);
        var message = await _hook.MessageAsync(system, 1);

        Assert.Contains(
            "*Critical: 8 requests failed at the gateway within 60 s", message.Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pagerduty_gets_a_trigger_and_a_resolve_event_with_the_same_key()
    {
        Environment.SetEnvironmentVariable(NotifyingSystem.Secret, $"{_hook.Address}services/T0/B0/x");
        await using var system = await _gateway.Watch().Notifying("pager", "PagerDuty", _hook.Address).StartAsync();

        await _gateway.FailAsync(system);
        var trigger = await _hook.MessageAsync(system, 1);
        await system.TickAsync(80);
        var resolve = await _hook.MessageAsync(system, 2);

        var payload = trigger.GetProperty("payload");
        Assert.Equal(
            ("trigger", "critical", "evenkeel"),
            (trigger.Text("event_action"), payload.Text("severity"), payload.Text("source")));
        Assert.Equal(Environment.GetEnvironmentVariable(NotifyingSystem.Secret), trigger.Text("routing_key"));
        Assert.Equal(
            ("resolve", trigger.Text("dedup_key")), (resolve.Text("event_action"), resolve.Text("dedup_key")));
    }

    [Fact]
    public async Task Broken_receiver_delays_no_other_and_its_failure_is_shown()
    {
        await using var broken = await ReceivingServer.StartAsync();
        broken.Status = 503;
        await using var system = await _gateway.Watch()
            .Notifying("broken", "Webhook", broken.Address).Notifying("hook", "Webhook", _hook.Address, index: 1)
            .StartAsync();

        await _gateway.FailAsync(system);
        await _hook.MessageAsync(system, 1);
        await system.UntilPassingTimeAsync(async () =>
            (await ReceiverAsync(system)).Text("failure") == "its breaker is open");
        broken.Status = 200;
        await broken.MessageAsync(system, 1);

        Assert.Single(broken.Messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_leader_loses_no_message_and_repeats_none_under_another_id(bool isAccepted)
    {
        var clock = new FakeTimeProvider(SreSystem.Noon);
        _hook.Status = isAccepted ? 200 : 503;
        var first = await NotifyingHook(clock).StartAsync();
        await _gateway.FailAsync(first);
        await first.UntilPassingTimeAsync(() => Task.FromResult(_hook.Requests > 0));
        await first.DisposeAsync();
        _hook.Status = 200;

        await using var second = NotifyingHook(clock);
        await second.StartAsync();
        await second.UntilAsync(LeadershipRole.Leader);
        await second.TickAsync(2);
        await _hook.MessageAsync(second, isAccepted ? 2 : 1);
        await second.TickAsync(3);

        Assert.Single(_hook.Messages.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task Private_address_that_is_not_allowed_by_name_is_not_connected_to()
    {
        await using var system = _gateway.Watch()
            .Notifying("inside", "Webhook", new($"https://{_hook.Address.Authority}/"))
            .With("Notifications:AllowedHosts:0", "");
        await system.StartAsync();

        await _gateway.FailAsync(system);
        await system.UntilPassingTimeAsync(async () => (await ReceiverAsync(system)).Text("status") == "FAILING");

        Assert.Contains(
            "no public address", (await ReceiverAsync(system)).Text("failure"), StringComparison.Ordinal);
        Assert.Empty(_hook.Messages);
    }

    private static async Task<JsonElement> ReceiverAsync(SreSystem system) =>
        (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0];

    private SreSystem NotifyingHook(FakeTimeProvider? clock = null) =>
        _gateway.Watch(clock).Notifying("hook", "Webhook", _hook.Address);
}
