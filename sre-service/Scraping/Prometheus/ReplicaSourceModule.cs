namespace SreService.Scraping.Prometheus;

internal static class ReplicaSourceModule
{
    /// <summary>Adds the source that <see cref="ScrapingSettings.Source"/> names.</summary>
    public static void AddReplicaSource(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PrometheusApi>();
        builder.Services.AddSingleton<IReplicaSource>(services =>
            services.GetRequiredService<ScrapingSettings>().Source == ScrapeSource.Prometheus
                ? ActivatorUtilities.CreateInstance<PrometheusSource>(services)
                : ActivatorUtilities.CreateInstance<DirectSource>(services));
    }
}
