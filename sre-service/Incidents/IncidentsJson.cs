using System.Text.Json.Serialization;

namespace SreService.Incidents;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(IncidentsReport))]
[JsonSerializable(typeof(IncidentDetails))]
[JsonSerializable(typeof(ActionItemsReport))]
internal sealed partial class IncidentsJson : JsonSerializerContext;
