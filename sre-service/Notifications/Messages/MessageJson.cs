using System.Text.Json.Serialization;

namespace SreService.Notifications.Messages;

/// <summary>The names that Alertmanager, its webhooks and Slack have.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertmanagerAlert[]))]
[JsonSerializable(typeof(WebhookMessage))]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class MessageJson : JsonSerializerContext;

/// <summary>The names that PagerDuty has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PagerDutyEvent))]
internal sealed partial class PagerDutyJson : JsonSerializerContext;
