using System.Text.Json.Serialization;

namespace SreService.Incidents;

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Incident))]
internal sealed partial class StoredIncidentJson : JsonSerializerContext;
