using System.Text.Json.Serialization;

namespace SreService.Deploys;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeployOverride))]
[JsonSerializable(typeof(DeployReport))]
internal sealed partial class DeploysJson : JsonSerializerContext;
