using System.Text.Json.Serialization;

namespace SreService.Capacity;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CapacityReport))]
internal sealed partial class CapacityJson : JsonSerializerContext;
