using System.Text.Json.Serialization;

namespace SreService.Breakers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BreakersReport))]
internal sealed partial class BreakersJson : JsonSerializerContext;
