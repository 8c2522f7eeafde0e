namespace SreService.Notifications.Receivers;

/// <summary>When a receiver is notified.</summary>
/// <param name="Wait">How long the first alert of a group waits for others.</param>
/// <param name="Interval">Between two messages of a group.</param>
/// <param name="Repeat">Until an unchanged group is sent again.</param>
/// <param name="TakesAll">
/// Whether it is sent all alerts, also suppressed, acknowledged and frozen ones, and decides itself whom it notifies.
/// </param>
internal sealed record NotificationTimers(TimeSpan Wait, TimeSpan Interval, TimeSpan Repeat, bool TakesAll);
