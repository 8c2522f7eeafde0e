using SreService.Queries;

namespace SreService.Objectives;

internal static class ObjectivesModule
{
    public static void AddObjectives(this IHostApplicationBuilder builder)
    {
        builder.AddJson(ObjectivesJson.Default);
        builder.Services.AddSingleton<ObjectiveBoard>();
        builder.Services.AddSingleton<QueryCounts>();
        builder.Services.AddScoped<SloReader>();
        builder.Services.AddSingleton<IndicatorStore>();
        builder.Services.AddSingleton<HistoryReader>();
        builder.Services.AddHostedService<IndicatorBackfill>();
    }
}
