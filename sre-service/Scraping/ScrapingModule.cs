using Platform.Configuration;

namespace SreService.Scraping;

internal static class ScrapingModule
{
    public static void AddScraping(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ScrapingSettings>(ScrapingSettings.Section);
        foreach (var (key, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.Services
            .AddHttpClient(Scraper.Client, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = settings.MaxBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            });
        builder.Services.AddSingleton<Replicas>();
        builder.Services.AddSingleton<Observation>();
        // After the keeper of slices, so that it stops before it and the last batch is still written.
        builder.Services.AddHostedService<Scraper>();
    }
}
