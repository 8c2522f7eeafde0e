using System.Text.Json.Serialization;

namespace SreService.Timeline;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TimelineReport))]
internal sealed partial class TimelineJson : JsonSerializerContext;
