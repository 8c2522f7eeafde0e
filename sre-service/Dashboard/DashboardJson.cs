using System.Text.Json.Serialization;

namespace SreService.Dashboard;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DashboardReport))]
internal sealed partial class DashboardJson : JsonSerializerContext;
