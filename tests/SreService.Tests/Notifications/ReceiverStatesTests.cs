using System.Text.Json;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Notifications;
using SreService.Notifications.Messages;
using SreService.Objectives;
using SreService.Rounds;

namespace SreService.Tests.Notifications;

public sealed class ReceiverStatesTests
{
    private const string Hook = "hook";

    private NotificationSettings _settings = Settings();
    private ReceiverStates _states = ReceiverStates.Initial(Settings());
    private int _level = 1;

    [Fact]
    public void Newer_message_replaces_a_queued_one_and_keeps_its_ends()
    {
        Refresh(0, SomeAlert.Of(), SomeAlert.Of("failing_probes"));
        var first = Next(0)!;
        _states = _states.Failed(Hook, first, "no connection", At(0));
        Refresh(300, SomeAlert.Of());
        Refresh(600, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 600));

        var waiting = Assert.Single(_states.All[0].Outbox);

        Assert.Equal(first.Notification.DedupKey, waiting.Notification.DedupKey);
        Assert.Equal(["bad_requests", "slow_answers"], waiting.Notification.Firing.Select(alert => alert.Rule));
        Assert.Equal(["failing_probes"], waiting.Notification.Resolved.Select(notified => notified.Alert.Rule));
    }

    [Fact]
    public void Receiver_of_level_2_is_notified_once_the_incident_escalates()
    {
        _settings = Settings(level: 2);
        Refresh(0, SomeAlert.Of());
        Assert.Null(Next(0));

        _level = 2;
        Refresh(900, SomeAlert.Of());

        Assert.Equal(["bad_requests"], Next(900)!.Notification.Firing.Select(alert => alert.Rule));
    }

    [Fact]
    public void Receiver_of_critical_alerts_follows_one_that_became_a_warning_to_its_end()
    {
        _settings = Settings(onlyCritical: true);
        Refresh(0, SomeAlert.Of("slow_answers", Severity.Warning));
        Assert.Null(Next(0));
        Refresh(5, SomeAlert.Of());
        _states = _states.Delivered(Hook, Next(5)!, At(5));

        Refresh(400, SomeAlert.Of(severity: Severity.Warning));
        Assert.Null(Next(400));
        Refresh(800);

        Assert.Equal(["bad_requests"], Next(800)!.Notification.Resolved.Select(notified => notified.Alert.Rule));
    }

    [Fact]
    public void New_leader_makes_the_same_message_with_the_same_id()
    {
        Refresh(0, SomeAlert.Of());
        var written = Copy(_states);
        _states = _states.Delivered(Hook, Next(0)!, At(1));
        Refresh(300, SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 300));
        var sent = Next(300)!.Notification;

        _states = written.Delivered(Hook, written.NextFor(Hook, At(301))!, At(301));
        Refresh(305, SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 300));
        var again = Next(305)!.Notification;

        Assert.Equal((sent.Id, sent.DedupKey), (again.Id, again.DedupKey));
    }

    [Fact]
    public void Each_message_has_its_own_id_and_each_group_its_own_key()
    {
        List<Notification> all = [];
        foreach (var (second, alerts) in ((int, Alert[])[])[
            (0, [SomeAlert.Of()]), (300, [SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 300)]),
                (600, [SomeAlert.Of()]),
            (900, []), (1200, [SomeAlert.Of(firingSince: 1200)])])
        {
            Refresh(second, alerts);
            all.Add(Next(second)!.Notification);
            _states = _states.Delivered(Hook, Next(second)!, At(second));
        }

        Assert.Equal(5, all.Select(message => message.Id).Distinct().Count());
        Assert.Equal([4, 1], all.CountBy(message => message.DedupKey).Select(count => count.Value));
        Assert.True(all[3].IsResolved);
    }

    [Fact]
    public void Failed_message_is_retried_with_growing_pauses_and_a_rejected_one_dropped()
    {
        Refresh(0, SomeAlert.Of());
        double[] pauses = [.. Enumerable.Range(0, 9).Select(_ =>
        {
            var queued = _states.All[0].Outbox[0];
            _states = _states.Failed(Hook, queued, "no connection", queued.NextAt);
            return (_states.All[0].Outbox[0].NextAt - queued.NextAt).TotalSeconds;
        })];

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        _states = _states.Rejected(Hook, _states.All[0].Outbox[0], "answered 400", At(1000));
        Assert.Empty(_states.All[0].Outbox);
        Assert.Equal((1, "answered 400"), (_states.All[0].GivenUp, _states.All[0].Failure));
    }

    [Fact]
    public void Call_that_the_breaker_rejects_is_no_attempt()
    {
        Refresh(0, SomeAlert.Of());
        _states = _states.Failed(Hook, Next(0)!, "no connection", At(0));

        _states = _states.Held(Hook, Next(1)!, "its breaker is open", At(1));

        var waiting = Assert.Single(_states.All[0].Outbox);
        Assert.Equal((1, At(2)), (waiting.Attempts, waiting.NextAt));
        Assert.Equal("its breaker is open", _states.All[0].Failure);
    }

    [Fact]
    public void Waiting_message_is_due_once_another_to_the_same_receiver_is_delivered()
    {
        Refresh(0, SomeAlert.Of(), SomeAlert.Of("replica_down", component: "users-service"));
        var (first, second) = (_states.All[0].Outbox[0], _states.All[0].Outbox[1]);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            _states = _states.Failed(Hook, second, "no connection", At(0));
        }

        Assert.Equal(first, Next(10));
        _states = _states.Delivered(Hook, first, At(10));

        Assert.Equal(second.Notification, Next(10)!.Notification);
    }

    private static DateTimeOffset At(int seconds) => SomeAlert.Noon.AddSeconds(seconds);

    private static NotificationSettings Settings(int level = 1, bool onlyCritical = false) => new()
    {
        GroupWait = TimeSpan.Zero,
        Receivers = [new() { Name = Hook, Kind = "Webhook", Level = level, OnlyCritical = onlyCritical }],
    };

    /// <summary>As the next evaluator finds it.</summary>
    private ReceiverStates Copy(ReceiverStates states)
    {
        var state = RoundState.Initial([], _settings) with { Receivers = states };
        var text = JsonSerializer.Serialize(RoundDocument.Of(state), RoundJson.Default.RoundDocument);
        return JsonSerializer.Deserialize(text, RoundJson.Default.RoundDocument)!
            .ToState(SomeAlert.Noon, SloList.None, _settings).Receivers;
    }

    private OutboxMessage? Next(int seconds) => _states.NextFor(Hook, At(seconds));

    private void Refresh(int seconds, params Alert[] alerts) =>
        _states = _states.Next(_settings, SomeAlert.List(alerts), _ => _level, null, At(seconds));
}
