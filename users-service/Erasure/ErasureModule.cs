using System.Text.Json.Serialization;
using Platform.Timing;
using UsersService.Api;

namespace UsersService.Erasure;

internal static class ErasureModule
{
    public static void AddErasure(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserExports>();
        builder.Services.AddHostedService<Purge>();
        builder.AddJson(ErasureJson.Default);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(UserExport))]
[JsonSerializable(typeof(ExportedKey[]))]
internal sealed partial class ErasureJson : JsonSerializerContext;
