using System.Text.Json.Serialization;
using SreService.Alerting;
using SreService.Alerting.Replay;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Deploys;
using SreService.Events;
using SreService.Health;
using SreService.Muting;
using SreService.Notifications;
using SreService.Objectives;

namespace SreService.Dashboard;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DashboardReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(MetricsReport))]
[JsonSerializable(typeof(CapacityReport))]
[JsonSerializable(typeof(BreakersReport))]
[JsonSerializable(typeof(AlertsReport))]
[JsonSerializable(typeof(AlertHistoryReport))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(DeployReport))]
[JsonSerializable(typeof(SlosReport))]
[JsonSerializable(typeof(SlicesReport))]
[JsonSerializable(typeof(HistoryReport))]
[JsonSerializable(typeof(RoundEvent))]
[JsonSerializable(typeof(NotificationsReport))]
[JsonSerializable(typeof(SilencesReport))]
internal sealed partial class SreJson : JsonSerializerContext;
