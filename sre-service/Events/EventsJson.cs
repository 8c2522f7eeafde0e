using System.Text.Json.Serialization;

namespace SreService.Events;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RoundEvent))]
internal sealed partial class EventsJson : JsonSerializerContext;
