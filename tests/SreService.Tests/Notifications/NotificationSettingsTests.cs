using SreService.Notifications;
using SreService.Notifications.Receivers;

namespace SreService.Tests.Notifications;

public sealed class NotificationSettingsTests
{
    [Theory]
    [InlineData("hook", "Webhook", "https://example.com/hook", null, null)]
    [InlineData("hook", "Webhook", "http://hook.internal/", null, null)]
    [InlineData("pager", "PagerDuty", null, "KEY", null)]
    [InlineData("slack", "Slack", null, "URL", null)]
    [InlineData("", "Webhook", "https://example.com/", null, "Name: must be 1 to 40")]
    [InlineData("Hook 1", "Webhook", "https://example.com/", null, "Name: must be 1 to 40")]
    [InlineData("hook", "Webhook", null, null, "Url: is missing")]
    [InlineData("hook", "Webhook", "http://example.com/", null, "Url: must begin with https")]
    [InlineData("hook", "Webhook", "ftp://example.com/", null, "Url: must be a URL")]
    [InlineData("hook", "Webhook", "https://me:secret@example.com/", null, "Url: must not contain a password")]
    [InlineData("pager", "PagerDuty", null, null, "Secret: is missing")]
    [InlineData("slack", "Slack", "https://example.com/", "URL", "Url: of Slack is a secret")]
    public void Problem_of_a_receiver_is_named(
        string name, string kind, string? url, string? secret, string? problem)
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
            Assert.StartsWith($"Receivers:0:{problem}", Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Unknown_kind_and_wrong_level_are_named_together() => Assert.Equal(
        ["Receivers:0:Level", "Receivers:0:Kind"],
        new NotificationSettings { Receivers = [new() { Name = "hook", Kind = "Fax", Level = 9 }] }.Problems()
            .Select(problem => problem.Key));

    [Fact]
    public void Duplicate_receiver_names_are_refused()
    {
        ReceiverSettings hook = new() { Name = "hook", Url = new Uri("https://example.com/"), Kind = "Webhook" };

        var (key, problem) = Assert.Single(new NotificationSettings { Receivers = [hook, hook] }.Problems());

        Assert.Equal(("Receivers:1:Name", "'hook' is the name of another receiver."), (key, problem));
    }
}
