using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Configuration;
using UsersService.Changes;
using UsersService.Erasure;
using UsersService.Freshness;
using UsersService.History;
using UsersService.Idempotency;
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
        builder.Services.AddSingleton<Writes>();
        builder.Services.AddSingleton<KeptReplies>();
        builder.Services.AddSingleton<UserHistory>();
        builder.Services.AddSingleton<UserExports>();
        builder.Services.AddHostedService<Purge>();
        builder.Services.AddHostedService<ActiveUsers>();
        builder.Services.AddSingleton<Memory>();
        builder.Services.AddSingleton<UserReads>();
        builder.Services.AddSingleton<FreshnessMeter>();
        builder.Services.AddSingleton<SignUps>();
        builder.Services.AddSingleton<CursorKey>();
        builder.Services.AddSingleton<ListQuery>();
        builder.Services.AddSingleton<ListLinks>();
        builder.Services.AddSingleton<UserList>();
        builder.Services.AddSingleton<UserCensus>();

        builder.Services.Configure<RouteOptions>(
            routes => routes.SetParameterPolicy<UserIdConstraint>(UserIdConstraint.Name));
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            http.SerializerOptions.TypeInfoResolverChain.Insert(0, UserJson.Default);
            http.SerializerOptions.Encoder = UserJson.Encoder;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodySize);
    }
}
