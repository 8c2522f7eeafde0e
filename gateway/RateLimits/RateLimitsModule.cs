using Platform.Configuration;

namespace Gateway.RateLimits;

internal static class RateLimitsModule
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RateLimitSettings>(RateLimitSettings.Section);
        builder.Services.AddSingleton<ClientUses>().AddSingleton<RateLimiter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClientUses>());
    }

    public static void UseRateLimits(this WebApplication app)
    {
        var limiter = app.Services.GetRequiredService<RateLimiter>();
        app.Use(next => context => limiter.InvokeAsync(context, next));
    }
}
