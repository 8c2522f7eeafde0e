using SreService.Alerting;

namespace SreService.Notifications.Messages;

/// <summary>An alert that a receiver was notified of.</summary>
/// <param name="Alert">As it was sent.</param>
/// <param name="EndedAt">When it resolved; null while it has not.</param>
internal sealed record NotifiedAlert(Alert Alert, DateTimeOffset? EndedAt)
{
    /// <summary>Whether it is that alert; one that resolved and fired again is another.</summary>
    public bool IsStill(Alert alert) => Alert.Key == alert.Key && Alert.FiringSince == alert.FiringSince;

    /// <summary>Whether the receiver knows it as it is: at least as severe, and as suppressed.</summary>
    public bool Covers(Alert alert) =>
        IsStill(alert) && Alert.Severity >= alert.Severity && Alert.IsSuppressed == alert.IsSuppressed;
}

/// <summary>The content of a message about an alert group.</summary>
internal sealed record GroupMessage(
    string Group, DateTimeOffset Began, int Repeats, IReadOnlyList<Alert> Firing,
    IReadOnlyList<NotifiedAlert> Resolved);
