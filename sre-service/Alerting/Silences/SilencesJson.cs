using System.Text.Json.Serialization;

namespace SreService.Alerting.Silences;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(SilencesReport))]
internal sealed partial class SilencesJson : JsonSerializerContext;
