using System.Text.Json;
using System.Text.Json.Serialization;

namespace SreService.Queries;

internal static class JsonModule
{
    /// <summary>Adds a feature's response types.</summary>
    public static void AddJson(this IHostApplicationBuilder builder, JsonSerializerContext types) =>
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, types);
        });
}
