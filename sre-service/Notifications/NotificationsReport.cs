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
            receiver.Name, receiver.Kind.ToString(), receiver.Target?.Host, receiver.OnlyCritical, receiver.Level,
            state.FailingSince is null ? "OK" : "FAILING", state.Failure, state.FailingSince, state.DeliveredAt,
            state.Delivered, state.GivenUp,
            [.. state.Outbox.Select(queued => new WaitingReport(
                queued.Notification.Group, queued.Notification.At, queued.Notification.Firing.Count,
                queued.Notification.Resolved.Count, queued.Attempts, queued.NextAt))],
            [.. state.Groups.Select(group => new GroupReport(
                group.Name, group.Began, group.SentAt, group.Notified.Count(notified => notified.EndedAt is null)))]))]);
}

internal sealed record ReceiverReport(
    string Name,
    [property: Description("Alertmanager, Webhook, PagerDuty or Slack.")] string Kind,
    [property: Description("Where it is; null where that is a secret.")] string? Host,
    [property: Description("Whether it is told of critical alerts only.")] bool OnlyCritical,
    [property: Description("From which level of escalation on it is told; 1 is told of everything.")] int Level,
    [property: Description("OK, or FAILING while the last attempt failed.")] string Status,
    [property: Description("Why the last attempt failed; null when it did not.")] string? Failure,
    DateTimeOffset? FailingSince,
    DateTimeOffset? DeliveredAt,
    [property: Description("Messages that it has taken.")] long Delivered,
    [property: Description("Messages that it refused for good, or that waited behind too many others.")] long GivenUp,
    [property: Description("Messages that it has not taken yet.")] IReadOnlyList<WaitingReport> Waiting,
    [property: Description("What it was told of, and was not told the end of.")] IReadOnlyList<GroupReport> Groups);

internal sealed record WaitingReport(
    [property: Description("The component; empty for all of them.")] string Group,
    DateTimeOffset Since, int Firing, int Resolved, int Attempts, DateTimeOffset NextAttemptAt);

internal sealed record GroupReport(
    [property: Description("The component; empty for all of them.")] string Group,
    DateTimeOffset Since,
    [property: Description("When its last message was made; null while the first waits for others.")] DateTimeOffset? ToldAt,
    [property: Description("Alerts that it was told of and that are not over.")] int Alerts);
