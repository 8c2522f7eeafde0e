using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Notifications.Messages;

namespace SreService.Tests.Notifications.Messages;

public sealed class NotificationTests
{
    private static readonly NotifiedAlert Resolved = new(SomeAlert.Of("failing_probes"), SomeAlert.Noon.AddMinutes(5));

    [Fact]
    public void Same_content_has_the_same_id_whatever_its_order_and_time() => Assert.Equal(
        Of([SomeAlert.Of(), SomeAlert.Of("slow_answers")]).Id,
        Of([SomeAlert.Of("slow_answers"), SomeAlert.Of()], minute: 5).Id);

    [Fact]
    public void Other_content_has_another_id()
    {
        string[] ids =
        [
            Of([SomeAlert.Of()]).Id, Of([SomeAlert.Of("slow_answers")]).Id,
            Of([SomeAlert.Of(severity: Severity.Warning)]).Id, Of([SomeAlert.Of(firingSince: 60)]).Id,
            Of([SomeAlert.Of()], repeats: 1).Id, Of([SomeAlert.Of()], [Resolved]).Id,
            Of([], [new(SomeAlert.Of(), SomeAlert.Noon)]).Id, Of([SomeAlert.Of()], began: 1).Id,
            Of([SomeAlert.Of()], receiver: "other").Id,
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Messages_of_one_group_have_the_same_key() => Assert.Equal(
        Of([SomeAlert.Of()]).DedupKey, Of([SomeAlert.Of("slow_answers")], [Resolved], repeats: 3).DedupKey);

    [Fact]
    public void Merged_message_has_the_ends_that_only_the_earlier_one_reports()
    {
        var earlier = Of([SomeAlert.Of()], [Resolved, new(SomeAlert.Of("slow_answers"), SomeAlert.Noon)]);

        var merged = Of([SomeAlert.Of("slow_answers")], [new(SomeAlert.Of(), SomeAlert.Noon)]).After(earlier);

        Assert.Equal(
            ["bad_requests", "failing_probes"], merged.Resolved.Select(notified => notified.Alert.Rule));
    }

    private static Notification Of(
        IReadOnlyList<Alert> firing, IReadOnlyList<NotifiedAlert>? resolved = null, int repeats = 0, int began = 0,
        int minute = 0, string receiver = "hook") => Notification.Of(
        receiver, new GroupMessage("gateway", SomeAlert.Noon.AddSeconds(began), repeats, firing, resolved ?? []), null,
        SomeAlert.Noon.AddMinutes(minute));
}
