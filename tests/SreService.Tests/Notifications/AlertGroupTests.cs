using SreService.Alerting;
using SreService.Notifications;

namespace SreService.Tests.Notifications;

public sealed class AlertGroupTests
{
    private static readonly NotificationTimers Usual = NotificationTimers.For(ReceiverKind.Webhook, new NotificationSettings());

    private AlertGroup? _group;

    [Fact]
    public void Alerts_that_come_within_half_a_minute_are_one_message()
    {
        Assert.Null(At(0, SomeAlert.Of()));
        Assert.Null(At(25, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 25)));

        var message = At(30, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 25));

        Assert.Equal(["bad_requests", "slow_answers"], Firing(message));
    }

    [Fact]
    public void What_is_over_before_it_was_told_is_not_told()
    {
        At(0, SomeAlert.Of());

        Assert.Null(At(10));
        Assert.Null(At(60));
        Assert.Null(_group);
    }

    [Fact]
    public void Changes_come_after_five_minutes_and_the_end_with_them()
    {
        At(0, SomeAlert.Of());
        At(30, SomeAlert.Of());

        Assert.Null(At(60, SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 60)));
        Assert.Null(At(325, SomeAlert.Of("failing_probes", firingSince: 60)));
        var message = At(330, SomeAlert.Of("failing_probes", firingSince: 60));

        Assert.Equal(["failing_probes"], Firing(message));
        Assert.Equal(("bad_requests", SomeAlert.Noon.AddSeconds(325)), (message!.Resolved[0].Alert.Rule, message.Resolved[0].EndedAt!.Value));
        Assert.Empty(At(630)!.Firing);
        Assert.Null(_group);
    }

    [Fact]
    public void A_page_does_not_wait_behind_a_warning()
    {
        At(0, SomeAlert.Of("slow_answers", Severity.Warning));
        At(30, SomeAlert.Of("slow_answers", Severity.Warning));

        Assert.Null(At(55, SomeAlert.Of("slow_answers", Severity.Warning), SomeAlert.Of(firingSince: 55)));
        Assert.NotNull(At(60, SomeAlert.Of("slow_answers", Severity.Warning), SomeAlert.Of(firingSince: 55)));
    }

    [Fact]
    public void A_warning_that_becomes_a_page_is_told_again()
    {
        At(0, SomeAlert.Of(severity: Severity.Warning));
        At(30, SomeAlert.Of(severity: Severity.Warning));

        Assert.NotNull(At(60, SomeAlert.Of()));
    }

    [Fact]
    public void Every_four_hours_it_is_told_again_until_somebody_works_on_it()
    {
        At(0, SomeAlert.Of());
        At(30, SomeAlert.Of());
        const int FourHours = 4 * 3600;

        Assert.Null(At(FourHours + 25, SomeAlert.Of()));
        Assert.Equal(1, At(FourHours + 30, SomeAlert.Of())!.Repeats);
        Assert.Null(At((2 * FourHours) + 30, SomeAlert.Of() with { AcknowledgedBy = "Ada" }));
        Assert.Equal(2, At((2 * FourHours) + 35, SomeAlert.Of())!.Repeats);
    }

    [Fact]
    public void Nobody_is_told_of_what_is_silenced_or_has_a_cause_but_of_its_end_when_it_was_told()
    {
        Assert.Null(At(0, SomeAlert.Of() with { SilencedBy = "Ada" }));
        Assert.Null(At(60, SomeAlert.Of() with { InhibitedBy = "burn_rate success 1h/5m" }));
        At(65, SomeAlert.Of());
        Assert.NotNull(At(95, SomeAlert.Of()));

        Assert.Null(At(400, SomeAlert.Of() with { SilencedBy = "Ada" }));
        Assert.Single(At(405)!.Resolved);
    }

    [Fact]
    public void What_was_over_and_came_again_is_told_as_it_is_now()
    {
        At(0, SomeAlert.Of());
        At(30, SomeAlert.Of());
        At(60);

        var message = At(330, SomeAlert.Of(firingSince: 330));

        Assert.Equal(["bad_requests"], Firing(message));
        Assert.Empty(message!.Resolved);
        Assert.Null(At(900, SomeAlert.Of(firingSince: 330)));
    }

    private static IEnumerable<string> Firing(GroupMessage? message) => message!.Firing.Select(alert => alert.Rule);

    private GroupMessage? At(int seconds, params Alert[] alerts)
    {
        (_group, var message) = AlertGroup.Next("gateway", _group, alerts, Usual, SomeAlert.Noon.AddSeconds(seconds));
        return message;
    }
}
