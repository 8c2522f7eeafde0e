using SreService.Notifications.Messages;

namespace SreService.Notifications;

/// <summary>A message on its way.</summary>
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
