using System.Text.Json;
using SreService.Alerting;
using SreService.Objectives;

namespace SreService.Dashboard;

internal static class DashboardModule
{
    public static void AddDashboard(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ObjectiveBoard>();
        builder.Services.AddSingleton<AlertBoard>();
        builder.Services.AddSingleton<Answers>();
        builder.Services.AddOpenApi("sre");
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SreJson.Default);
        });
    }
}
