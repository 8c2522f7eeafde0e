using System.Text.Json.Serialization;

namespace SreService.Notifications;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EscalationPlan))]
[JsonSerializable(typeof(NotificationsReport))]
internal sealed partial class NotificationsJson : JsonSerializerContext;
