using SreService.Alerting;
using SreService.Notifications.Messages;

namespace SreService.Notifications;

/// <summary>A message that is not delivered yet.</summary>
internal sealed record OutboxMessage(Notification Notification, int Attempts, DateTimeOffset NextAt);

/// <summary>Alert groups and outbox of a receiver, and the result of the last attempts.</summary>
internal sealed record ReceiverState(string Name, IReadOnlyList<AlertGroup> Groups, IReadOnlyList<OutboxMessage> Outbox)
{
    public long Delivered { get; init; }

    /// <summary>Dropped messages: rejected for good, or queued behind too many others.</summary>
    public long GivenUp { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Start of the failing attempts.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>
    /// Whether it was notified of the alert: then it is notified until the end, also of one that became a warning.
    /// </summary>
    public bool Knows(Alert alert) => Groups.Any(group => group.Notified.Any(notified => notified.IsStill(alert)));
}
