using System.ComponentModel;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Notifications;

/// <summary>The answer of <c>GET /sre/notifications</c>.</summary>
internal sealed record NotificationsReport(
    DateTimeOffset Timestamp,
    LeaderReport Evaluator,
    IReadOnlyList<ReceiverReport> Receivers)
{
    public static NotificationsReport Of(
        IReadOnlyList<ReceiverState> states, NotificationSettings settings, Provenance provenance) => new(
        provenance.Now, provenance.Leader,
        [.. settings.Receivers.Zip(states, (receiver, state) => new ReceiverReport(
            receiver.Name, receiver.KnownKind!.Name, receiver.Target?.Host, receiver.OnlyCritical, receiver.Level,
            state.FailingSince is null ? "OK" : "FAILING", state.Failure, state.FailingSince, state.DeliveredAt,
            state.Delivered, state.GivenUp,
            [.. state.Outbox.Select(queued => new WaitingReport(
                queued.Notification.Group, queued.Notification.At, queued.Notification.Firing.Count,
                queued.Notification.Resolved.Count, queued.Attempts, queued.NextAt))],
            [.. state.Groups.Select(group => new GroupReport(
                group.Name, group.Began, group.SentAt,
                group.Notified.Count(notified => notified.EndedAt is null)))]))]);
}

internal sealed record ReceiverReport(
    string Name,
    [property: Description("Alertmanager, PagerDuty, Slack or Webhook.")] string Kind,
    [property: Description("Its host; null if the address is a secret.")] string? Host,
    [property: Description("Whether it is notified of critical alerts only.")] bool OnlyCritical,
    [property: Description("The lowest escalation level that notifies it; 1 for all alerts.")] int Level,
    [property: Description("OK, or FAILING while the last attempt failed.")] string Status,
    [property: Description("Why the last attempt failed; null when it did not.")] string? Failure,
    DateTimeOffset? FailingSince,
    DateTimeOffset? DeliveredAt,
    [property: Description("Messages that it accepted.")] long Delivered,
    [property: Description("Messages dropped: rejected for good, or queued behind too many others.")] long GivenUp,
    [property: Description("Messages in the outbox.")] IReadOnlyList<WaitingReport> Waiting,
    [property: Description("Alert groups that it was notified of and that have not been reported as resolved.")]
    IReadOnlyList<GroupReport> Groups);

internal sealed record WaitingReport(
    [property: Description("The component; empty for all components.")] string Group,
    DateTimeOffset Since, int Firing, int Resolved, int Attempts, DateTimeOffset NextAttemptAt);

internal sealed record GroupReport(
    [property: Description("The component; empty for all components.")] string Group,
    DateTimeOffset Since,
    [property: Description("When its last message was queued; null while the first waits for more alerts.")]
    DateTimeOffset? ToldAt,
    [property: Description("Firing alerts of which it was notified.")] int Alerts);
