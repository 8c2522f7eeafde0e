using System.Text.Json;
using SreService.Alerting;
using SreService.Events;
using SreService.Timeline;

namespace SreService.Dashboard;

internal static class DashboardModule
{
    public static void AddDashboard(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AlertBoard>();
        builder.Services.AddSingleton<TimelineBoard>();
        builder.Services.AddSingleton<RangeReader>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<Answers>();
        builder.Services.AddOpenApi("sre");
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SreJson.Default);
        });
    }
}
