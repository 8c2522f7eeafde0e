using SreService.Queries;

namespace SreService.Health;

internal static class HealthModule
{
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<HealthReader>();
        builder.AddJson(HealthJson.Default);
    }
}
