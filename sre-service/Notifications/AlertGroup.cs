using System.Text.Json.Serialization;
using SreService.Alerting;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>
/// Alerts of one component for one receiver, until the receiver is notified that all have resolved (Alertmanager's
/// grouping: wait, interval, repeat).
/// </summary>
/// <param name="Name">The component; empty when alerts of all components are one group.</param>
/// <param name="Began">When the first of them fired.</param>
/// <param name="SentAt">When the last message was queued; null before the first.</param>
/// <param name="Repeats">How often it was repeated without a change.</param>
/// <param name="Notified">Alerts that the receiver was notified of and that it does not know as resolved yet.</param>
internal sealed record AlertGroup(
    string Name, DateTimeOffset Began, DateTimeOffset? SentAt, int Repeats,
    [property: JsonPropertyName("Told")] IReadOnlyList<NotifiedAlert> Notified)
{
    /// <param name="before">Null for a new group.</param>
    /// <param name="firing">Its alerts, also suppressed ones.</param>
    /// <returns>The group, null once it is resolved; and the message that is due, null if none is.</returns>
    public static (AlertGroup? Group, GroupMessage? Due) Next(
        string name, AlertGroup? before, IReadOnlyList<Alert> firing, NotificationTimers timers, DateTimeOffset now)
    {
        Alert[] notifiable = [.. firing.Where(alert => timers.TakesAll || !alert.IsSuppressed)];
        if (before is null && notifiable.Length == 0)
        {
            return (null, null);
        }

        var group = before ?? new AlertGroup(name, now, null, 0, []);
        group = group with { Notified = [.. group.Notified.Select(notified => Seen(notified, firing, now))] };
        return group.SentAt is null && notifiable.Length == 0 ? (null, null)
            : group.IsDue(notifiable, timers, now) is not { } repeats ? (group, null)
            : group.WithMessage(notifiable, repeats, now);
    }

    private static NotifiedAlert Seen(NotifiedAlert notified, IReadOnlyList<Alert> firing, DateTimeOffset now) =>
        notified with { EndedAt = firing.Any(notified.IsStill) ? null : notified.EndedAt ?? now };

    /// <returns>The number of repeats including this one; null if no message is due.</returns>
    private int? IsDue(Alert[] notifiable, NotificationTimers timers, DateTimeOffset now)
    {
        if (SentAt is not { } sentAt)
        {
            return now - Began >= timers.Wait ? 0 : null;
        }

        var unknown = notifiable.Where(alert => !Notified.Any(notified => notified.Covers(alert))).ToArray();
        if (unknown.Length > 0 || Notified.Any(notified => notified.EndedAt is not null))
        {
            // An alert more severe than all that were sent does not wait for the interval.
            var wait = unknown.Any(alert => Notified.All(notified => notified.Alert.Severity < alert.Severity))
                ? timers.Wait
                : timers.Interval;
            return now - sentAt >= wait ? Repeats : null;
        }

        return now - sentAt >= timers.Repeat
            && notifiable.Any(alert => timers.TakesAll || NeedsReminder(alert))
            ? Repeats + 1
            : null;
    }

    /// <summary>Not one that someone works on, nor one whose data stopped: what it would say may be over.</summary>
    private static bool NeedsReminder(Alert alert) =>
        alert is { AcknowledgedBy: null, State: not AlertState.KeepLast };

    private (AlertGroup? Group, GroupMessage Due) WithMessage(Alert[] notifiable, int repeats, DateTimeOffset now)
    {
        NotifiedAlert[] suppressed =
        [
            .. Notified.Where(notified => notified.EndedAt is null && !notifiable.Any(notified.IsStill)),
        ];
        NotifiedAlert[] ended =
        [
            .. Notified.Where(notified =>
                notified.EndedAt is not null && notifiable.All(alert => alert.Key != notified.Alert.Key)),
        ];
        NotifiedAlert[] notified = [.. notifiable.Select(alert => new NotifiedAlert(alert, null)), .. suppressed];
        // A message without firing alerts would end the whole group, also what is only silenced.
        Alert[] firing = notifiable.Length > 0 ? notifiable : [.. suppressed.Select(one => one.Alert)];
        return (
            notified.Length == 0 ? null : this with { SentAt = now, Repeats = repeats, Notified = notified },
            new GroupMessage(Name, Began, repeats, firing, ended));
    }
}
