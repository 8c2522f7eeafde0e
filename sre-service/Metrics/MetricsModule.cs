using Platform.Configuration;
using SreService.Queries;

namespace SreService.Metrics;

internal static class MetricsModule
{
    public static void AddMetrics(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<PriceSettings>(PriceSettings.Section);
        builder.Services.AddSingleton<RangeReader>();
        builder.Services.AddScoped<MetricsReader>();
        builder.AddJson(MetricsJson.Default);
    }
}
