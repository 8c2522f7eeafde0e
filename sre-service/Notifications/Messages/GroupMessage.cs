using SreService.Alerting;

namespace SreService.Notifications.Messages;

/// <summary>An alert of which a receiver was notified.</summary>
/// <param name="Alert">As it was sent.</param>
/// <param name="EndedAt">When it resolved; null while it has not.</param>
internal sealed record NotifiedAlert(Alert Alert, DateTimeOffset? EndedAt)
{
    /// <summary>An alert that resolved and fired again is another.</summary>
    public bool IsStill(Alert alert) => Alert.Key == alert.Key && Alert.FiringSince == alert.FiringSince;
}

/// <summary>What is to be sent about a group of alerts.</summary>
internal sealed record GroupMessage(
    string Group, DateTimeOffset Began, int Repeats, IReadOnlyList<Alert> Firing,
    IReadOnlyList<NotifiedAlert> Resolved);
