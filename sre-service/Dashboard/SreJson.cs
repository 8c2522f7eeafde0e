using System.Text.Json.Serialization;
using SreService.Alerting;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Health;
using SreService.Objectives;

namespace SreService.Dashboard;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DashboardReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(MetricsReport))]
[JsonSerializable(typeof(CapacityReport))]
[JsonSerializable(typeof(BreakersReport))]
[JsonSerializable(typeof(AlertsReport))]
[JsonSerializable(typeof(SlosReport))]
[JsonSerializable(typeof(SlicesReport))]
internal sealed partial class SreJson : JsonSerializerContext;
