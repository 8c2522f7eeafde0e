using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Notifications;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Tests.Notifications;

public sealed class AlertGroupTests
{
    private static readonly NotificationTimers Usual = new NotificationSettings().Timers;

    private AlertGroup? _group;

    [Fact]
    public void Alerts_within_the_group_wait_are_one_message()
    {
        Assert.Null(At(0, SomeAlert.Of()));
        Assert.Null(At(25, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 25)));

        var message = At(30, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 25));

        Assert.Equal(["bad_requests", "slow_answers"], Firing(message));
    }

    [Fact]
    public void Alert_that_resolves_within_the_group_wait_is_not_sent()
    {
        At(0, SomeAlert.Of());

        Assert.Null(At(10));
        Assert.Null(At(60));
        Assert.Null(_group);
    }

    [Fact]
    public void Changes_and_ends_are_sent_after_the_group_interval()
    {
        At(0, SomeAlert.Of());
        At(30, SomeAlert.Of());

        Assert.Null(At(60, SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 60)));
        Assert.Null(At(325, SomeAlert.Of("failing_probes", firingSince: 60)));
        var message = At(330, SomeAlert.Of("failing_probes", firingSince: 60));

        Assert.Equal(["failing_probes"], Firing(message));
        Assert.Equal(("bad_requests", SomeAlert.Noon.AddSeconds(325)),
            (message!.Resolved[0].Alert.Rule, message.Resolved[0].EndedAt!.Value));
        Assert.Empty(At(630)!.Firing);
        Assert.Null(_group);
    }

    [Fact]
    public void Critical_alert_does_not_wait_behind_a_warning()
    {
        At(0, SomeAlert.Of("slow_answers", Severity.Warning));
        At(30, SomeAlert.Of("slow_answers", Severity.Warning));

        Assert.Null(At(55, SomeAlert.Of("slow_answers", Severity.Warning), SomeAlert.Of(firingSince: 55)));
        Assert.NotNull(At(60, SomeAlert.Of("slow_answers", Severity.Warning), SomeAlert.Of(firingSince: 55)));
    }

    [Fact]
    public void Warning_that_becomes_critical_is_sent_again()
    {
        At(0, SomeAlert.Of(severity: Severity.Warning));
        At(30, SomeAlert.Of(severity: Severity.Warning));

        Assert.NotNull(At(60, SomeAlert.Of()));
    }

    [Fact]
    public void Unchanged_group_is_repeated_unless_acknowledged()
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
    public void Frozen_alert_is_not_repeated_as_if_it_were_present()
    {
        const int FourHours = 4 * 3600;
        At(0, SomeAlert.Of());
        At(30, SomeAlert.Of());

        Assert.Null(At(FourHours + 30, SomeAlert.Of() with { State = AlertState.KeepLast }));
        Assert.NotNull(At(FourHours + 35, SomeAlert.Of()));
    }

    [Fact]
    public void Suppressed_alert_is_not_sent_but_the_end_of_a_sent_one_is()
    {
        Assert.Null(At(0, SomeAlert.Of() with { SilencedBy = "Ada" }));
        Assert.Null(At(60, SomeAlert.Of() with { InhibitedBy = "burn_rate success 1h/5m" }));
        At(65, SomeAlert.Of());
        Assert.NotNull(At(95, SomeAlert.Of()));

        Assert.Null(At(400, SomeAlert.Of() with { SilencedBy = "Ada" }));
        Assert.Single(At(405)!.Resolved);
    }

    [Fact]
    public void End_of_an_alert_is_sent_while_another_of_its_group_is_silenced_and_the_group_goes_on()
    {
        At(0, SomeAlert.Of(), SomeAlert.Of("failing_probes"));
        At(30, SomeAlert.Of(), SomeAlert.Of("failing_probes"));

        var message = At(400, SomeAlert.Of() with { SilencedBy = "Ada" });
        Assert.Equal(["bad_requests"], Firing(message));
        Assert.Equal("failing_probes", Assert.Single(message!.Resolved).Alert.Rule);
        Assert.Null(At(800, SomeAlert.Of() with { SilencedBy = "Ada" }));
        Assert.Equal("bad_requests", Assert.Single(At(1200)!.Resolved).Alert.Rule);
    }

    [Fact]
    public void Receiver_that_takes_all_is_sent_suppressed_alerts_and_each_change_of_that()
    {
        var timers = Usual with { Wait = TimeSpan.Zero, Interval = TimeSpan.Zero, TakesAll = true };
        var silenced = SomeAlert.Of() with { SilencedBy = "Ada" };

        Assert.NotNull(At(timers, 0, silenced));
        Assert.Null(At(timers, 5, silenced));
        Assert.NotNull(At(timers, 10, SomeAlert.Of()));
    }

    [Fact]
    public void Alert_that_fired_again_is_sent_as_firing()
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

    private GroupMessage? At(int seconds, params Alert[] alerts) => At(Usual, seconds, alerts);

    private GroupMessage? At(NotificationTimers timers, int seconds, params Alert[] alerts)
    {
        (_group, var message) = AlertGroup.Next("gateway", _group, alerts, timers, SomeAlert.Noon.AddSeconds(seconds));
        return message;
    }
}
