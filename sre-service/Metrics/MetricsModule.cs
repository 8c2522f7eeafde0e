using Platform.Configuration;
using SreService.Queries;

namespace SreService.Metrics;

internal static class MetricsModule
{
    public static void AddMetrics(this IHostApplicationBuilder builder)
    {
        var prices = builder.AddSettings<PriceSettings>(PriceSettings.Section);
        foreach (var (key, problem) in prices.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.Services.AddSingleton<RangeReader>();
        builder.Services.AddSingleton<MetricsReader>();
        builder.AddJson(MetricsJson.Default);
    }
}
