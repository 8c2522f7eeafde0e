using System.Text.Json.Serialization;
using SreService.Alerting.Rules;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>An event for PagerDuty's Events API v2: it opens, updates or resolves an incident.</summary>
internal sealed record PagerDutyEvent(
    string RoutingKey, string EventAction, string DedupKey, PagerDutyPayload? Payload,
    IReadOnlyList<PagerDutyLink>? Links)
{
    /// <summary>PagerDuty's limit, in characters.</summary>
    private const int MaxSummaryLength = 1024;

    public static PagerDutyEvent Of(Notification notification, string routingKey, Uri? console) =>
        notification.IsResolved
        ? new(routingKey, "resolve", notification.DedupKey, null, null)
        : new(
            routingKey, "trigger", notification.DedupKey, PayloadOf(notification),
            console is null ? null : [new(console.AbsoluteUri, "Service levels")]);

    private static PagerDutyPayload PayloadOf(Notification notification)
    {
        var summary = Summary.Of(notification);
        return new(
            summary.Length > MaxSummaryLength ? $"{summary[..(MaxSummaryLength - 1)]}…" : summary,
            "evenkeel", notification.Firing.Max(alert => alert.Severity) == Severity.Critical ? "critical" : "warning",
            notification.Firing.Min(alert => alert.Since), notification.Group, notification.Firing[0].Rule,
            new([.. Summary.Lines(notification)], notification.LastChange));
    }
}

internal sealed record PagerDutyPayload(
    string Summary, string Source, string Severity, DateTimeOffset Timestamp, string Component, string Class,
    PagerDutyDetails CustomDetails);

/// <param name="Alerts">One line each.</param>
/// <param name="LastChange">The last deploy or configuration change; null when there was none lately.</param>
internal sealed record PagerDutyDetails(IReadOnlyList<string> Alerts, string? LastChange);

internal sealed record PagerDutyLink(string Href, string Text);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PagerDutyEvent))]
internal sealed partial class PagerDutyJson : JsonSerializerContext;
