using SreService.Notifications;

namespace SreService.Tests.Notifications;

public sealed class NotificationSettingsTests
{
    [Theory]
    [InlineData("hook", ReceiverKind.Webhook, "https://example.com/hook", null, null)]
    [InlineData("hook", ReceiverKind.Webhook, "http://hook.internal/", null, null)]
    [InlineData("pager", ReceiverKind.PagerDuty, null, "KEY", null)]
    [InlineData("slack", ReceiverKind.Slack, null, "URL", null)]
    [InlineData("", ReceiverKind.Webhook, "https://example.com/", null, "Name: must be 1 to 40")]
    [InlineData("Hook 1", ReceiverKind.Webhook, "https://example.com/", null, "Name: must be 1 to 40")]
    [InlineData("hook", ReceiverKind.Webhook, null, null, "Url: is missing")]
    [InlineData("hook", ReceiverKind.Webhook, "http://example.com/", null, "Url: must begin with https")]
    [InlineData("hook", ReceiverKind.Webhook, "ftp://example.com/", null, "Url: must be a URL")]
    [InlineData("hook", ReceiverKind.Webhook, "https://me:secret@example.com/", null, "Url: must not contain a password")]
    [InlineData("pager", ReceiverKind.PagerDuty, null, null, "Secret: is missing")]
    [InlineData("slack", ReceiverKind.Slack, "https://example.com/", "URL", "Url: of Slack is a secret")]
    public void What_is_wrong_with_a_receiver_is_named(string name, ReceiverKind kind, string? url, string? secret, string? problem)
    {
        var settings = new NotificationSettings
        {
            AllowedHosts = ["hook.internal"],
            Receivers = [new() { Name = name, Kind = kind, Url = url is null ? null : new Uri(url), Secret = secret }],
        };

        var problems = settings.Problems().Select(one => $"{one.Key}: {one.Problem}").ToArray();

        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.StartsWith($"Notifications:Receivers:0:{problem}", Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_receivers_of_one_name_are_refused()
    {
        ReceiverSettings hook = new() { Name = "hook", Url = new Uri("https://example.com/"), Kind = ReceiverKind.Webhook };

        var (key, problem) = Assert.Single(new NotificationSettings { Receivers = [hook, hook] }.Problems());

        Assert.Equal(("Notifications:Receivers:1:Name", "'hook' is the name of another receiver."), (key, problem));
    }
}
