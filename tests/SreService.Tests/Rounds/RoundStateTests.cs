using SreService.Alerting;
using SreService.Alerting.Silences;
using SreService.Counting;
using SreService.Notifications;
using SreService.Rounds;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;

namespace SreService.Tests.Rounds;

public sealed class RoundStateTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly Dictionary<SeriesKey, Histogram> Nothing = [];
    private static readonly NotificationSettings Notifications = new()
    {
        GroupWait = TimeSpan.Zero,
        Receivers = [new() { Name = "hook", Kind = "Webhook" }],
    };

    private readonly RoundState _before = RoundState.Initial([SomeReplica.NotScraped().Target], Notifications);

    [Fact]
    public void Round_that_finds_a_replica_down_has_its_alert_incident_and_notification_in_the_same_state()
    {
        var (state, _) = _before.Next(Facts(SomeReplica.Unreachable()));

        Assert.Equal(Noon, state.Replicas.At);
        Assert.Equal(["replica_down"], state.Alerts.Alerts.Select(alert => alert.Rule));
        Assert.Equal(["replica_down"], Assert.Single(state.Incidents.All).Alerts.Select(alert => alert.Rule));
        Assert.Equal(
            ["replica_down"], Assert.Single(state.Receivers.All[0].Outbox).Notification.Firing.Select(
                alert => alert.Rule));
    }

    [Fact]
    public void Round_leaves_the_state_before_it_as_it_was()
    {
        _before.Next(Facts(SomeReplica.Unreachable()));

        Assert.Null(_before.Replicas.At);
        Assert.Empty(_before.Alerts.Alerts);
        Assert.Empty(_before.Incidents.All);
        Assert.Empty(_before.Receivers.All[0].Outbox);
    }

    [Fact]
    public void Round_reports_alerts_events_and_incidents_that_changed()
    {
        var (_, changes) = _before.Next(Facts(SomeReplica.Up()));
        Assert.Equal(
            ["1.2.3 started as gateway-1"], changes.TimelineEvents.Select(timelineEvent => timelineEvent.Text));

        (_, changes) = _before.Next(Facts(SomeReplica.Unreachable()));
        Assert.Equal([AlertState.Firing], changes.Alerts.Select(change => change.State));
        Assert.Single(changes.Incidents);
    }

    [Fact]
    public void Round_that_finds_nothing_new_reports_no_change()
    {
        var (state, _) = _before.Next(Facts(SomeReplica.Up()));

        var (_, changes) = state.Next(Facts(SomeReplica.Up()));

        Assert.False(changes.Any);
    }

    [Fact]
    public void Silence_applies_in_the_round_that_finds_the_alert()
    {
        var silence = new Silence(1, "replica_down", null, null, "Ada", "a drill", Noon, Noon.AddHours(1), null, null);

        var (state, _) = _before.Next(Facts(SomeReplica.Unreachable()) with { Silences = new([silence], []) });

        Assert.Equal("Ada", Assert.Single(state.Alerts.Alerts).SilencedBy);
    }

    [Fact]
    public void Delivery_while_a_round_is_evaluated_is_kept_and_so_is_the_round()
    {
        var current = new CurrentRound(new ActiveTargets(new()), Notifications);
        var isFirst = true;

        ((IReceiverStates)current).Change(receivers =>
        {
            if (isFirst)
            {
                isFirst = false;
                current.Advance(Facts(SomeReplica.Unreachable()));
            }

            return new([.. receivers.All.Select(receiver => receiver with { Delivered = 1 })]);
        });

        var receiver = Assert.Single(current.State.Receivers.All);
        Assert.Equal((1, 1), (receiver.Delivered, receiver.Outbox.Count));
        Assert.Equal(["replica_down"], current.State.Alerts.Alerts.Select(alert => alert.Rule));
    }

    private static RoundFacts Facts(Replica replica) => new(
        Noon, [replica], new(new([], "r1", Noon), [], []),
        new(Nothing, Nothing, [replica], [], new StorageState(true, null, Noon, 0, 0), TimeSpan.Zero) { At = Noon },
        SilenceSet.None, [], new(), Notifications);
}
