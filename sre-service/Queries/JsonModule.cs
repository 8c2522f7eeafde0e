using System.Text.Json;
using System.Text.Json.Serialization;

namespace SreService.Queries;

internal static class JsonModule
{
    /// <summary>Names the members of all responses in snake case.</summary>
    public static void AddSnakeCaseJson(this IHostApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

    /// <summary>Adds a feature's response types.</summary>
    public static void AddJson(this IHostApplicationBuilder builder, JsonSerializerContext types) =>
        builder.Services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, types));
}
