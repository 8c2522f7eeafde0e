using SreService.Alerting;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>
/// Alert groups and the outbox of every receiver, written in one transaction with the alerts of the round: a new leader
/// sends what was not sent, and creates again what was not written. A newer message of a group replaces a waiting one:
/// the outbox has at most one message for each group.
/// </summary>
internal sealed record ReceiverStates(IReadOnlyList<ReceiverState> All)
{
    private const int MostWaiting = 200;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Before the first round.</summary>
    public static ReceiverStates Initial(NotificationSettings settings) => Of([], settings);

    /// <summary>The stored states of the receivers that are still configured.</summary>
    public static ReceiverStates Of(IReadOnlyList<ReceiverState> written, NotificationSettings settings) =>
        new([.. settings.Receivers.Select(receiver =>
            written.FirstOrDefault(state => state.Name == receiver.Name) ?? Nothing(receiver))]);

    /// <param name="levelOf">The escalation level of an alert; 1 if it has not escalated.</param>
    /// <param name="lastChange">The last deploy or configuration change; null if none within a day.</param>
    public ReceiverStates Next(
        NotificationSettings settings, AlertList alerts, Func<Alert, int> levelOf, string? lastChange,
        DateTimeOffset now) =>
        new([.. All.Zip(settings.Receivers, (state, receiver) => Next(
            state, receiver, receiver.KnownKind!.Timers(settings.Timers),
            [.. alerts.Alerts.Where(alert => state.Knows(alert) || (alert.Severity >= receiver.From
                && (receiver.Level == 1 || levelOf(alert) >= receiver.Level)))],
            lastChange, now))]);

    /// <returns>The oldest message that is due; null if none is.</returns>
    public OutboxMessage? NextFor(string receiver, DateTimeOffset now) =>
        All.Single(state => state.Name == receiver).Outbox.FirstOrDefault(queued => queued.NextAt <= now);

    /// <summary>Records that the receiver accepted a message: it answers again, so all others are due.</summary>
    public ReceiverStates Delivered(string receiver, OutboxMessage queued, DateTimeOffset now) =>
        With(receiver, state => state with
        {
            Outbox = [.. Without(state, queued).Outbox.Select(other => other with { NextAt = now })],
            Delivered = state.Delivered + 1,
            DeliveredAt = now,
            Failure = null,
            FailingSince = null,
        });

    /// <summary>Drops a message that the receiver rejected for good.</summary>
    public ReceiverStates Rejected(string receiver, OutboxMessage queued, string reason, DateTimeOffset now) =>
        With(receiver, state => Without(state, queued) with
        {
            GivenUp = state.GivenUp + 1,
            Failure = reason,
            FailingSince = state.FailingSince ?? now,
        });

    /// <summary>Schedules the next attempt, after twice the pause each time.</summary>
    public ReceiverStates Failed(string receiver, OutboxMessage queued, string reason, DateTimeOffset now) =>
        Again(receiver, queued, reason, now, message => message with
        {
            Attempts = message.Attempts + 1,
            NextAt = now + PauseAfter(message.Attempts),
        });

    /// <summary>Asks again soon whether the receiver's breaker lets the message through; that was no attempt.</summary>
    public ReceiverStates Held(string receiver, OutboxMessage queued, string reason, DateTimeOffset now) =>
        Again(receiver, queued, reason, now, message => message with { NextAt = now + PauseAfter(0) });

    private ReceiverStates Again(
        string receiver, OutboxMessage queued, string reason, DateTimeOffset now,
        Func<OutboxMessage, OutboxMessage> later) =>
        With(receiver, state => state with
        {
            Outbox = [.. state.Outbox.Select(other => IsSame(other, queued) ? later(other) : other)],
            Failure = reason,
            FailingSince = state.FailingSince ?? now,
        });

    private ReceiverStates With(string receiver, Func<ReceiverState, ReceiverState> change) =>
        new([.. All.Select(state => state.Name == receiver ? change(state) : state)]);

    private static ReceiverState Nothing(ReceiverSettings receiver) => new(receiver.Name, [], []);

    private static bool IsSame(OutboxMessage one, OutboxMessage other) =>
        one.Notification.Id == other.Notification.Id;

    private static ReceiverState Without(ReceiverState state, OutboxMessage queued) =>
        state with { Outbox = [.. state.Outbox.Where(other => !IsSame(other, queued))] };

    private static TimeSpan PauseAfter(int attempts) =>
        attempts >= 6 ? LongestPause : TimeSpan.FromSeconds(1 << attempts);

    private static ReceiverState Next(
        ReceiverState state, ReceiverSettings receiver, NotificationTimers timers, IReadOnlyList<Alert> alerts,
        string? lastChange, DateTimeOffset now)
    {
        var kind = receiver.KnownKind!;
        var groups = alerts.ToLookup(alert => kind.GroupOf(alert));
        var names = state.Groups.Select(group => group.Name).Union(groups.Select(group => group.Key));
        var next = names.Select(name => AlertGroup.Next(
            name, state.Groups.FirstOrDefault(group => group.Name == name), [.. groups[name]], timers, now)).ToArray();
        var due = next.Select(one => one.Due).OfType<GroupMessage>()
            .Select(message => receiver.SendResolved ? message : message with { Resolved = [] })
            .Where(message => message.Firing.Count + message.Resolved.Count > 0)
            .Select(message => Notification.Of(receiver.Name, message, lastChange, now));
        var outbox = due.Aggregate(state.Outbox, (waiting, message) => Queue(waiting, message, now));
        return state with
        {
            Groups = [.. next.Select(one => one.Group).OfType<AlertGroup>()],
            Outbox = [.. outbox.TakeLast(MostWaiting)],
            GivenUp = state.GivenUp + Math.Max(0, outbox.Count - MostWaiting),
        };
    }

    private static IReadOnlyList<OutboxMessage> Queue(
        IReadOnlyList<OutboxMessage> outbox, Notification message, DateTimeOffset now)
    {
        var earlier = outbox.FirstOrDefault(queued => queued.Notification.DedupKey == message.DedupKey);
        return earlier is null
            ? [.. outbox, new(message, 0, now)]
            : [.. outbox.Where(queued => queued != earlier),
                earlier with { Notification = message.After(earlier.Notification) }];
    }
}
