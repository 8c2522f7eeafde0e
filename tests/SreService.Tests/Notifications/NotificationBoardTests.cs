using System.Text.Json;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Notifications;
using SreService.Notifications.Messages;
using SreService.Rounds;

namespace SreService.Tests.Notifications;

public sealed class NotificationBoardTests
{
    private const string Hook = "hook";

    private NotificationBoard _board = New();
    private int _level = 1;

    [Fact]
    public void Newer_message_replaces_a_queued_one_and_keeps_its_ends()
    {
        Refresh(0, SomeAlert.Of(), SomeAlert.Of("failing_probes"));
        var first = Next(0)!;
        _board.Failed(Hook, first, "no connection", At(0));
        Refresh(300, SomeAlert.Of());
        Refresh(600, SomeAlert.Of(), SomeAlert.Of("slow_answers", Severity.Warning, firingSince: 600));

        var waiting = Assert.Single(_board.Current[0].Outbox);

        Assert.Equal(first.Notification.DedupKey, waiting.Notification.DedupKey);
        Assert.Equal(["bad_requests", "slow_answers"], waiting.Notification.Firing.Select(alert => alert.Rule));
        Assert.Equal(["failing_probes"], waiting.Notification.Resolved.Select(notified => notified.Alert.Rule));
    }

    [Fact]
    public void Receiver_of_level_2_is_notified_once_the_incident_escalates()
    {
        _board = New(level: 2);
        Refresh(0, SomeAlert.Of());
        Assert.Null(Next(0));

        _level = 2;
        Refresh(900, SomeAlert.Of());

        Assert.Equal(["bad_requests"], Next(900)!.Notification.Firing.Select(alert => alert.Rule));
    }

    [Fact]
    public void New_leader_makes_the_same_message_with_the_same_id()
    {
        Refresh(0, SomeAlert.Of());
        var written = Copy(_board.Current);
        _board.Delivered(Hook, Next(0)!, At(1));
        Refresh(300, SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 300));
        var sent = Next(300)!.Notification;

        var next = New();
        next.Restore(written);
        next.Delivered(Hook, next.NextFor(Hook, At(301))!, At(301));
        next.Refresh(
            SomeAlert.List(SomeAlert.Of(), SomeAlert.Of("failing_probes", firingSince: 300)), _ => 1, null, At(305));

        Assert.Equal((sent.Id, sent.DedupKey),
            (next.NextFor(Hook, At(305))!.Notification.Id, next.NextFor(Hook, At(305))!.Notification.DedupKey));
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
            _board.Delivered(Hook, Next(second)!, At(second));
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
            var queued = _board.Current[0].Outbox[0];
            _board.Failed(Hook, queued, "no connection", queued.NextAt);
            return (_board.Current[0].Outbox[0].NextAt - queued.NextAt).TotalSeconds;
        })];

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        _board.Refused(Hook, _board.Current[0].Outbox[0], "answered 400", At(1000));
        Assert.Empty(_board.Current[0].Outbox);
        Assert.Equal((1, "answered 400"), (_board.Current[0].GivenUp, _board.Current[0].Failure));
    }

    private static DateTimeOffset At(int seconds) => SomeAlert.Noon.AddSeconds(seconds);

    private static NotificationBoard New(int level = 1) => new(new()
    {
        GroupWait = TimeSpan.Zero,
        Receivers = [new() { Name = Hook, Kind = "Webhook", Level = level }],
    });

    /// <summary>As the next evaluator finds it.</summary>
    private static IReadOnlyList<ReceiverState> Copy(IReadOnlyList<ReceiverState> receivers)
    {
        var state = new RoundState(
            [], AlertList.None, new Dictionary<string, SreService.Objectives.ObjectiveStatus>(), receivers);
        return JsonSerializer.Deserialize(
            JsonSerializer.Serialize(state, RoundJson.Default.RoundState), RoundJson.Default.RoundState)!.Receivers;
    }

    private OutboxMessage? Next(int seconds) => _board.NextFor(Hook, At(seconds));

    private void Refresh(int seconds, params Alert[] alerts) =>
        _board.Refresh(SomeAlert.List(alerts), _ => _level, null, At(seconds));
}
