using SreService.Alerting;

namespace SreService.Notifications;

/// <summary>When a receiver is told.</summary>
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
/// <param name="Alert">As it was told.</param>
/// <param name="EndedAt">When it was found to be over; null while it is not.</param>
internal sealed record ToldAlert(Alert Alert, DateTimeOffset? EndedAt)
{
    /// <summary>One that was over and came again is another.</summary>
    public bool IsStill(Alert alert) => Alert.Key == alert.Key && Alert.FiringSince == alert.FiringSince;
}

/// <summary>
/// Alerts of one component towards one receiver, from the first of them until all are over and it was told so
/// (Alertmanager's grouping: wait, interval, repeat).
/// </summary>
/// <param name="Name">What its alerts have in common: the component, or nothing.</param>
/// <param name="Began">When the first of them was to be told.</param>
/// <param name="SentAt">When the last message was made; null before the first.</param>
/// <param name="Repeats">How often it was told again without a change.</param>
/// <param name="Told">What the receiver was told of and not yet told the end of.</param>
internal sealed record AlertGroup(
    string Name, DateTimeOffset Began, DateTimeOffset? SentAt, int Repeats, IReadOnlyList<ToldAlert> Told)
{
    /// <param name="name">The group.</param>
    /// <param name="before">As it was; null when it was not there.</param>
    /// <param name="firing">Its alerts now, also those that are muted.</param>
    /// <param name="timers">When the receiver is told.</param>
    /// <param name="now">The round.</param>
    /// <returns>As it is now, null when it is over, and what is to be told in this moment.</returns>
    public static (AlertGroup? Group, GroupMessage? Due) Next(
        string name, AlertGroup? before, IReadOnlyList<Alert> firing, NotificationTimers timers, DateTimeOffset now)
    {
        Alert[] audible = [.. firing.Where(alert => !alert.IsMuted)];
        if (before is null && audible.Length == 0)
        {
            return (null, null);
        }

        var group = before ?? new AlertGroup(name, now, null, 0, []);
        group = group with { Told = [.. group.Told.Select(told => Seen(told, firing, now))] };
        return group.SentAt is null && audible.Length == 0 ? (null, null)
            : group.IsDue(audible, timers, now) is not { } repeats ? (group, null)
            : group.Telling(audible, repeats, now);
    }

    private static ToldAlert Seen(ToldAlert told, IReadOnlyList<Alert> firing, DateTimeOffset now) => told with
    {
        EndedAt = firing.Any(told.IsStill) ? null : told.EndedAt ?? now,
    };

    /// <returns>How often it will have been repeated; null when there is nothing to tell yet.</returns>
    private int? IsDue(Alert[] audible, NotificationTimers timers, DateTimeOffset now)
    {
        if (SentAt is not { } sentAt)
        {
            return now - Began >= timers.Wait ? 0 : null;
        }

        var unknown = audible.Where(alert => !Told.Any(told => told.IsStill(alert) && told.Alert.Severity >= alert.Severity)).ToArray();
        if (unknown.Length > 0 || Told.Any(told => told.EndedAt is not null))
        {
            // What is more urgent than all that was told does not wait behind it.
            var wait = unknown.Any(alert => Told.All(told => told.Alert.Severity < alert.Severity)) ? timers.Wait : timers.Interval;
            return now - sentAt >= wait ? Repeats : null;
        }

        return now - sentAt >= timers.Repeat && audible.Any(alert => timers.RepeatsAcknowledged || alert.AcknowledgedBy is null)
            ? Repeats + 1
            : null;
    }

    private (AlertGroup? Group, GroupMessage Due) Telling(Alert[] audible, int repeats, DateTimeOffset now)
    {
        ToldAlert[] stillMuted = [.. Told.Where(told => told.EndedAt is null && !audible.Any(told.IsStill))];
        ToldAlert[] ended = [.. Told.Where(told => told.EndedAt is not null && audible.All(alert => alert.Key != told.Alert.Key))];
        ToldAlert[] told = [.. audible.Select(alert => new ToldAlert(alert, null)), .. stillMuted];
        return (
            told.Length == 0 ? null : this with { SentAt = now, Repeats = repeats, Told = told },
            new GroupMessage(Name, Began, repeats, audible, ended));
    }
}

/// <summary>What is to be told of a group.</summary>
internal sealed record GroupMessage(
    string Group, DateTimeOffset Began, int Repeats, IReadOnlyList<Alert> Firing, IReadOnlyList<ToldAlert> Resolved);
