using System.Text.Json.Serialization;

namespace SreService.Probes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProbesReport))]
internal sealed partial class ProbesJson : JsonSerializerContext;
