using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Configuration;
using UsersService.Freshness;
using UsersService.Listing;

namespace UsersService.Users;

internal static class UsersModule
{
    /// <summary>Bytes; a user is far smaller.</summary>
    public const int MaxBodySize = 16 * 1024;

    public static void AddUsers(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<UsersSettings>(UsersSettings.Section);
        if (settings.Seed)
        {
            builder.Services.AddHostedService<SampleUsers>();
        }

        builder.Services.AddSingleton<UserStore>();
        builder.Services.AddSingleton<Memory>();
        builder.Services.AddSingleton<UserReads>();
        builder.Services.AddSingleton<FreshnessMeter>();
        builder.Services.AddSingleton<SignUps>();
        builder.Services.AddSingleton<CursorKey>();
        builder.Services.AddSingleton<ListQuery>();

        builder.Services.Configure<RouteOptions>(
            routes => routes.SetParameterPolicy<UserIdConstraint>(UserIdConstraint.Name));
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            http.SerializerOptions.TypeInfoResolverChain.Insert(0, UserJson.Default);
            // Names stay readable; nothing here is ever put into a page as it is.
            http.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodySize);
    }
}
