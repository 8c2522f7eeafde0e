using Platform.Configuration;
using Platform.Resilience;
using StackExchange.Redis;

namespace UsersService.Cache;

internal static class CacheModule
{
    private const string Name = "Cache";

    public static void AddUserCache(this WebApplicationBuilder builder)
    {
        builder.AddSettings<CacheSettings>(CacheSettings.Section);
        builder.Services.AddSingleton<CacheMetrics>();
        builder.Services.AddSingleton<UserCache>();
        if (builder.Configuration.GetConnectionString(Name) is { Length: > 0 } valkey)
        {
            builder.AddValkey(valkey);
        }
    }

    private static void AddValkey(this WebApplicationBuilder builder, string connectionString)
    {
        builder.AddBreaker(SharedCache.BreakerName, SharedCache.FailureOf);
        builder.Services.AddSingleton<SharedCache>();
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            builder.Services.AddSingleton(_ => new ValkeyConnection(options));
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            builder.ConfigurationErrors().Add($"ConnectionStrings:{Name}", "is not a valid Valkey connection string.");
        }
    }
}
