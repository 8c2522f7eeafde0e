using System.Text.Json.Serialization;

namespace SreService.Objectives;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SlosReport))]
[JsonSerializable(typeof(SlicesReport))]
[JsonSerializable(typeof(HistoryReport))]
internal sealed partial class ObjectivesJson : JsonSerializerContext;
