using SreService.Alerting;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>A message on its way.</summary>
/// <param name="Notification">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">When it is tried next.</param>
internal sealed record OutboxMessage(Notification Notification, int Attempts, DateTimeOffset NextAt);

/// <summary>What a receiver was told, what waits for it, and how the last attempts went.</summary>
internal sealed record ReceiverState(string Name, IReadOnlyList<AlertGroup> Groups, IReadOnlyList<OutboxMessage> Outbox)
{
    public long Delivered { get; init; }

    /// <summary>Messages that it did not want, or that waited behind too many others.</summary>
    public long GivenUp { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Since when attempts fail.</summary>
    public DateTimeOffset? FailingSince { get; init; }
}

/// <summary>
/// Groups and the outbox of every receiver. It is written with the round that changed it, in one transaction with the
/// alerts: whoever takes over sends what was not sent, and makes again what was not written. A newer message of a group
/// takes the place of one that waits, so that the outbox is never longer than there are groups.
/// </summary>
internal sealed class NotificationBoard(NotificationSettings settings)
{
    private const int MostWaiting = 200;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile IReadOnlyList<ReceiverState> _current = [.. settings.Receivers.Select(Nothing)];

    public IReadOnlyList<ReceiverState> Current => _current;

    /// <summary>Goes on from what another replica wrote, as far as these receivers are still there.</summary>
    public void Restore(IReadOnlyList<ReceiverState> stored)
    {
        lock (_gate)
        {
            _current = [.. settings.Receivers.Select(receiver =>
                stored.FirstOrDefault(state => state.Name == receiver.Name) ?? Nothing(receiver))];
        }
    }

    /// <param name="alerts">The alerts of a round.</param>
    /// <param name="levelOf">How far an alert has escalated, 1 for not at all.</param>
    /// <param name="lastChange">What changed last; null when nothing did lately.</param>
    /// <param name="now">The round.</param>
    public void Refresh(AlertList alerts, Func<Alert, int> levelOf, string? lastChange, DateTimeOffset now)
    {
        lock (_gate)
        {
            _current = [.. _current.Zip(settings.Receivers, (state, receiver) => Next(
                state, receiver,
                [.. alerts.Alerts.Where(alert => alert.Severity >= receiver.From && (receiver.Level == 1 || levelOf(alert) >= receiver.Level))],
                lastChange, now))];
        }
    }

    /// <returns>What is to be sent now, the oldest first; null when nothing is.</returns>
    public OutboxMessage? NextFor(string receiver, DateTimeOffset now) =>
        _current.Single(state => state.Name == receiver).Outbox.FirstOrDefault(queued => queued.NextAt <= now);

    /// <summary>The receiver has it.</summary>
    public void Delivered(string receiver, OutboxMessage queued, DateTimeOffset now) => Change(receiver, state => Without(state, queued) with
    {
        Delivered = state.Delivered + 1,
        DeliveredAt = now,
        Failure = null,
        FailingSince = null,
    });

    /// <summary>The receiver will never take it.</summary>
    public void Refused(string receiver, OutboxMessage queued, string reason, DateTimeOffset now) =>
        Change(receiver, state => Without(state, queued) with
        {
            GivenUp = state.GivenUp + 1,
            Failure = reason,
            FailingSince = state.FailingSince ?? now,
        });

    /// <summary>It is tried again, after twice the pause each time.</summary>
    public void Failed(string receiver, OutboxMessage queued, string reason, DateTimeOffset now) => Change(receiver, state => state with
    {
        Outbox = [.. state.Outbox.Select(other => other.Notification.Id != queued.Notification.Id ? other : other with
        {
            Attempts = other.Attempts + 1,
            NextAt = now + PauseAfter(other.Attempts),
        })],
        Failure = reason,
        FailingSince = state.FailingSince ?? now,
    });

    private static ReceiverState Nothing(ReceiverSettings receiver) => new(receiver.Name, [], []);

    private static ReceiverState Without(ReceiverState state, OutboxMessage queued) => state with
    {
        Outbox = [.. state.Outbox.Where(other => other.Notification.Id != queued.Notification.Id)],
    };

    private static TimeSpan PauseAfter(int attempts) =>
        attempts >= 6 ? LongestPause : TimeSpan.FromSeconds(1 << attempts);

    private ReceiverState Next(
        ReceiverState state, ReceiverSettings receiver, IReadOnlyList<Alert> alerts, string? lastChange, DateTimeOffset now)
    {
        var kind = receiver.KnownKind!;
        var timers = kind.Timers(settings.Timers);
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

    private static IReadOnlyList<OutboxMessage> Queue(IReadOnlyList<OutboxMessage> outbox, Notification message, DateTimeOffset now)
    {
        var earlier = outbox.FirstOrDefault(queued => queued.Notification.DedupKey == message.DedupKey);
        return earlier is null
            ? [.. outbox, new(message, 0, now)]
            : [.. outbox.Where(queued => queued != earlier), earlier with { Notification = message.After(earlier.Notification) }];
    }

    private void Change(string receiver, Func<ReceiverState, ReceiverState> change)
    {
        lock (_gate)
        {
            _current = [.. _current.Select(state => state.Name == receiver ? change(state) : state)];
        }
    }
}
