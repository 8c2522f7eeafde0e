using Platform.Configuration;
using Platform.Health;

namespace SreService.Scraping;

internal static class ScrapingModule
{
    /// <summary>Room for the pages of four services.</summary>
    private const int PagesKnown = 4;

    public static void AddScraping(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ScrapingSettings>(ScrapingSettings.Section);
        builder.Services
            .AddHttpClient(ScrapePool.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            });
        builder.Services.AddSingleton(new ScrapeCache(PagesKnown * settings.MaxSeries));
        builder.Services.AddSingleton<ActiveTargets>();
        builder.Services.AddSingleton<ScrapePool>();
        builder.Services.AddSingleton<FinalScrapes>();
        builder.Services.AddSingleton<FollowerConnection>();
        builder.Services.AddHealthChecks().AddCheck<RoundCheck>(RoundCheck.Name, tags: [HealthModule.Ready]);
        builder.Services.AddScoped<Replicas>();
        builder.Services.AddHostedService<ServiceDiscovery>();
        builder.Services.AddScoped<Provenance>();
    }
}
