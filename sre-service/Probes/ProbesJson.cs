using System.Text.Json.Serialization;
using SreService.Scraping;

namespace SreService.Probes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProbesReport))]
internal sealed partial class ProbesJson : JsonSerializerContext;
