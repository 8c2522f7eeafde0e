using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace UsersService.Api;

internal static class ApiModule
{
    /// <summary>Bytes; a user is far smaller.</summary>
    public const int MaxBodySize = 16 * 1024;

    /// <summary>Keeps names readable; no page includes this JSON unescaped.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<RouteOptions>(
            routes => routes.SetParameterPolicy<UserIdConstraint>(UserIdConstraint.Name));
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            http.SerializerOptions.Encoder = Encoder;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodySize);
    }

    public static void AddJson(this WebApplicationBuilder builder, IJsonTypeInfoResolver types) =>
        builder.Services.ConfigureHttpJsonOptions(
            http => http.SerializerOptions.TypeInfoResolverChain.Insert(0, types));
}
