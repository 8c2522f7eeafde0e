using System.Text.Json.Serialization;

namespace SreService.Alerting;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AlertsReport))]
[JsonSerializable(typeof(AlertHistoryReport))]
internal sealed partial class AlertingJson : JsonSerializerContext;
