using System.Text.Json.Serialization;
using SreService.Alerting;
using SreService.Alerting.Replay;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Deploys;
using SreService.Events;
using SreService.Health;
using SreService.Incidents;
using SreService.Ledger;
using SreService.Muting;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Timeline;

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
[JsonSerializable(typeof(IncidentsReport))]
[JsonSerializable(typeof(IncidentDetails))]
[JsonSerializable(typeof(EscalationPlan))]
[JsonSerializable(typeof(TimelineReport))]
[JsonSerializable(typeof(LedgerReport))]
[JsonSerializable(typeof(ProbesReport))]
internal sealed partial class SreJson : JsonSerializerContext;
