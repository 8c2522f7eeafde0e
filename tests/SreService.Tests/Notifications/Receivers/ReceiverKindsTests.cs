using System.Text.Json;
using SreService.Alerting.Rules;
using SreService.Notifications;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;
using SreService.Tests.Notifications.Messages;

namespace SreService.Tests.Notifications.Receivers;

public sealed class ReceiverKindsTests
{
    private static readonly Uri Console = new("https://users.example.com/sre/dashboard-ui");
    private static readonly NotifiedAlert Resolved = new(SomeAlert.Of(), SomeAlert.Noon.AddMinutes(5));

    [Fact]
    public void Every_kind_is_found() => Assert.Equal("Alertmanager, PagerDuty, Slack, Webhook", ReceiverKinds.Names);

    [Theory]
    [InlineData("pagerduty", "PagerDuty")]
    [InlineData("SLACK", "Slack")]
    [InlineData("pigeon", null)]
    public void Case_of_a_kind_does_not_matter(string name, string? kind) =>
        Assert.Equal(kind, ReceiverKinds.Find(name)?.Name);

    [Theory]
    [InlineData("Alertmanager", "https://example.com/am/", "https://example.com/am/api/v2/alerts")]
    [InlineData("Alertmanager", null, null)]
    [InlineData("Webhook", "https://example.com/hook", "https://example.com/hook")]
    [InlineData("PagerDuty", null, "https://events.pagerduty.com/v2/enqueue")]
    [InlineData("PagerDuty", "https://example.com/v2", "https://example.com/v2")]
    [InlineData("Slack", "https://example.com/", null)]
    public void Target_follows_from_kind_and_url(string kind, string? url, string? target) =>
        Assert.Equal(target, Settings(kind, url).Target?.AbsoluteUri);

    [Theory]
    [InlineData("Alertmanager", "", 60, true)]
    [InlineData("Webhook", "gateway", 4 * 3600, false)]
    [InlineData("PagerDuty", "gateway", 4 * 3600, false)]
    [InlineData("Slack", "gateway", 4 * 3600, false)]
    public void Only_alertmanager_groups_and_repeats_by_itself(
        string name, string group, int repeatSeconds, bool takesAll)
    {
        var kind = ReceiverKinds.Find(name)!;
        var timers = kind.Timers(new NotificationSettings().Timers);

        Assert.Equal(group, kind.GroupOf(SomeAlert.Of()));
        Assert.Equal(
            (TimeSpan.FromSeconds(repeatSeconds), takesAll), (timers.Repeat, timers.TakesAll));
    }

    [Theory]
    [InlineData("Alertmanager", "Bearer token")]
    [InlineData("Webhook", "Bearer token")]
    [InlineData("PagerDuty", null)]
    public void Secret_is_a_bearer_token_unless_it_is_part_of_the_message(string kind, string? authorization)
    {
        using var request = Request(kind, "https://example.com/", "token");

        Assert.Equal(authorization, request.Headers.Authorization?.ToString());
    }

    [Fact]
    public async Task Alertmanager_gets_a_list_of_alerts_with_their_end()
    {
        using var request = Request("Alertmanager", "https://example.com/", null);

        var alerts = await BodyAsync(request);

        Assert.Equal(SomeAlert.Noon.AddMinutes(15), alerts[0].GetProperty("endsAt").GetDateTimeOffset());
        Assert.Equal(SomeAlert.Noon.AddMinutes(5), alerts[1].GetProperty("endsAt").GetDateTimeOffset());
        Assert.Equal("bad_requests", alerts[0].GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal(Console.AbsoluteUri, alerts[0].GetProperty("generatorURL").GetString());
    }

    [Fact]
    public async Task Slack_text_is_escaped_and_links_to_the_console()
    {
        using var request = Request("Slack", null, "https://hooks.slack.com/services/T0/B0/x");

        var text = (await BodyAsync(request)).GetProperty("text").GetString()!;

        Assert.StartsWith("*Critical: bad_requests at &lt;gateway&gt; &amp; more*\n• ", text, StringComparison.Ordinal);
        Assert.EndsWith($"<{Console.AbsoluteUri}|Service levels>", text, StringComparison.Ordinal);
        Assert.Equal("https://hooks.slack.com/services/T0/B0/x", request.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void Slack_message_is_cut_after_50_lines()
    {
        var alerts = Enumerable.Range(0, 52).Select(number => SomeAlert.Of($"rule_{number}")).ToArray();

        var lines = SlackMessage.Of(SomeNotification.Of(alerts, []), null).Text.Split('\n');

        Assert.Equal((52, "and 2 more"), (lines.Length, lines[^1]));
    }

    [Fact]
    public void Slack_secret_that_is_no_url_is_refused() =>
        Assert.Throws<UriFormatException>(() => Request("Slack", null, "T0/B0/x"));

    [Theory]
    [InlineData(1024, false)]
    [InlineData(1025, true)]
    public void Pagerduty_summary_is_cut_at_1024_characters(int length, bool isCut)
    {
        var message = new string('x', length - "Critical: ".Length);

        var summary = PagerDutyEvent.Of(
            SomeNotification.Of([SomeAlert.Of() with { Message = message }], []), "key", null).Payload!.Summary;

        Assert.Equal((1024, isCut), (summary.Length, summary.EndsWith('…')));
    }

    [Fact]
    public void Pagerduty_event_has_the_highest_severity_and_the_earliest_time()
    {
        var payload = PagerDutyEvent.Of(
            SomeNotification.Of([SomeAlert.Of("slow_answers", Severity.Warning, firingSince: -60), SomeAlert.Of()], []),
            "key", null).Payload!;

        Assert.Equal(("critical", SomeAlert.Noon.AddMinutes(-1)), (payload.Severity, payload.Timestamp));
    }

    [Fact]
    public async Task Webhook_message_has_the_labels_that_all_alerts_share()
    {
        using var request = Request("Webhook", "https://example.com/", null);

        var common = (await BodyAsync(request)).GetProperty("commonLabels");

        Assert.Equal(
            ["alertname", "component", "subject"],
            common.EnumerateObject().Select(label => label.Name).Order());
    }

    private static ReceiverSettings Settings(string kind, string? url) =>
        new() { Name = "receiver", Kind = kind, Url = url is null ? null : new Uri(url) };

    private static HttpRequestMessage Request(string kind, string? url, string? secret) =>
        ReceiverKinds.Find(kind)!.Request(
            SomeNotification.Of([SomeAlert.Of()], [Resolved]),
            new ReceiverContext(Settings(kind, url), secret, Console, SomeAlert.Noon));

    private static async Task<JsonElement> BodyAsync(HttpRequestMessage request) =>
        JsonElement.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
