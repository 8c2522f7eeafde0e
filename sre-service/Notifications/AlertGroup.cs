using System.Text.Json.Serialization;
using SreService.Alerting;

namespace SreService.Notifications;

/// <summary>When a receiver is notified.</summary>
/// <param name="Wait">How long the first alert of a group waits for others.</param>
/// <param name="Interval">Between two messages of a group.</param>
/// <param name="Repeat">Until an unchanged group is told again.</param>
/// <param name="RepeatsAcknowledged">Whether also one that somebody works on.</param>
internal sealed record NotificationTimers(TimeSpan Wait, TimeSpan Interval, TimeSpan Repeat, bool RepeatsAcknowledged)
{
    /// <summary>
    /// Alertmanager groups by itself, and forgets what it is not told again within minutes.
    /// </summary>
    private static NotificationTimers ForAlertmanager { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(1), true);

    public static NotificationTimers For(ReceiverKind kind, NotificationSettings settings) =>
        kind == ReceiverKind.Alertmanager
            ? ForAlertmanager
            : new(settings.GroupWait, settings.GroupInterval, settings.RepeatInterval, RepeatsAcknowledged: false);
}

/// <summary>An alert that a receiver was told of.</summary>
/// <param name="Alert">As it was notified.</param>
/// <param name="EndedAt">When it was found to be over; null while it is not.</param>
internal sealed record NotifiedAlert(Alert Alert, DateTimeOffset? EndedAt)
{
    /// <summary>One that was over and came again is another.</summary>
    public bool IsStill(Alert alert) => Alert.Key == alert.Key && Alert.FiringSince == alert.FiringSince;
}

/// <summary>
/// Alerts of one component towards one receiver, from the first of them until all are over and it was notified so
/// (Alertmanager's grouping: wait, interval, repeat).
/// </summary>
/// <param name="Name">What its alerts have in common: the component, or nothing.</param>
/// <param name="Began">When the first of them was to be notified.</param>
/// <param name="SentAt">When the last message was made; null before the first.</param>
/// <param name="Repeats">How often it was told again without a change.</param>
/// <param name="Notified">What the receiver was told of and not yet told the end of.</param>
internal sealed record AlertGroup(
    string Name, DateTimeOffset Began, DateTimeOffset? SentAt, int Repeats,
    [property: JsonPropertyName("Told")] IReadOnlyList<NotifiedAlert> Notified)
{
    /// <param name="name">The group.</param>
    /// <param name="before">As it was; null when it was not there.</param>
    /// <param name="firing">Its alerts now, also those that are muted.</param>
    /// <param name="timers">When the receiver is notified.</param>
    /// <param name="now">The round.</param>
    /// <returns>As it is now, null when it is over, and what is to be notified in this moment.</returns>
    public static (AlertGroup? Group, GroupMessage? Due) Next(
        string name, AlertGroup? before, IReadOnlyList<Alert> firing, NotificationTimers timers, DateTimeOffset now)
    {
        Alert[] notifiable = [.. firing.Where(alert => !alert.IsSuppressed)];
        if (before is null && notifiable.Length == 0)
        {
            return (null, null);
        }

        var group = before ?? new AlertGroup(name, now, null, 0, []);
        group = group with { Notified = [.. group.Notified.Select(notified => Seen(notified, firing, now))] };
        return group.SentAt is null && notifiable.Length == 0 ? (null, null)
            : group.IsDue(notifiable, timers, now) is not { } repeats ? (group, null)
            : group.Telling(notifiable, repeats, now);
    }

    private static NotifiedAlert Seen(NotifiedAlert notified, IReadOnlyList<Alert> firing, DateTimeOffset now) => notified with
    {
        EndedAt = firing.Any(notified.IsStill) ? null : notified.EndedAt ?? now,
    };

    /// <returns>How often it will have been repeated; null when there is nothing to tell yet.</returns>
    private int? IsDue(Alert[] notifiable, NotificationTimers timers, DateTimeOffset now)
    {
        if (SentAt is not { } sentAt)
        {
            return now - Began >= timers.Wait ? 0 : null;
        }

        var unknown = notifiable.Where(alert => !Notified.Any(notified => notified.IsStill(alert) && notified.Alert.Severity >= alert.Severity)).ToArray();
        if (unknown.Length > 0 || Notified.Any(notified => notified.EndedAt is not null))
        {
            // What is more urgent than all that was notified does not wait behind it.
            var wait = unknown.Any(alert => Notified.All(notified => notified.Alert.Severity < alert.Severity)) ? timers.Wait : timers.Interval;
            return now - sentAt >= wait ? Repeats : null;
        }

        return now - sentAt >= timers.Repeat && notifiable.Any(alert => timers.RepeatsAcknowledged || alert.AcknowledgedBy is null)
            ? Repeats + 1
            : null;
    }

    private (AlertGroup? Group, GroupMessage Due) Telling(Alert[] notifiable, int repeats, DateTimeOffset now)
    {
        NotifiedAlert[] suppressed = [.. Notified.Where(notified => notified.EndedAt is null && !notifiable.Any(notified.IsStill))];
        NotifiedAlert[] ended = [.. Notified.Where(notified => notified.EndedAt is not null && notifiable.All(alert => alert.Key != notified.Alert.Key))];
        NotifiedAlert[] notified = [.. notifiable.Select(alert => new NotifiedAlert(alert, null)), .. suppressed];
        return (
            notified.Length == 0 ? null : this with { SentAt = now, Repeats = repeats, Notified = notified },
            new GroupMessage(Name, Began, repeats, notifiable, ended));
    }
}

/// <summary>What is to be told of a group.</summary>
internal sealed record GroupMessage(
    string Group, DateTimeOffset Began, int Repeats, IReadOnlyList<Alert> Firing, IReadOnlyList<NotifiedAlert> Resolved);
