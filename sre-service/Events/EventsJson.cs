using System.Text.Json.Serialization;
using Platform.Timing;

namespace SreService.Events;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(RoundEvent))]
internal sealed partial class EventsJson : JsonSerializerContext;
