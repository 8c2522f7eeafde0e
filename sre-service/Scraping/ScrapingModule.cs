using Platform.Configuration;
using Platform.Heartbeats;
using Platform.Management;
using SreService.Scraping.Announcements;
using SreService.Scraping.Prometheus;

namespace SreService.Scraping;

internal static class ScrapingModule
{
    /// <summary>Pages of that many different services fit, and a few thousand names of processes.</summary>
    private const int PagesKnown = 4;

    public static void AddScraping(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ScrapingSettings>(ScrapingSettings.Section);
        foreach (var (key, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.Services
            .AddHttpClient(Readers.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            });
        builder.Services.AddSingleton(new KnownLines(PagesKnown * settings.MaxSeries));
        builder.Services.AddSingleton<Roster>();
        builder.Services.AddSingleton<Readers>();
        if (settings.Source == ReadingSource.Prometheus)
        {
            builder.Services.AddSingleton<IReplicaSource, PrometheusSource>();
        }
        else
        {
            builder.Services.AddSingleton<IReplicaSource, DirectSource>();
        }

        builder.Services.AddSingleton<LastReadings>();
        builder.Services.AddSingleton<Replicas>();
        builder.AddAnnouncements();
        builder.Services.AddHostedService<Discovery>();
        builder.Services.AddSingleton<Provenance>();
    }

    private static void AddAnnouncements(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HeartbeatEndpoint>();
        builder.Services.AddSingleton<LastReadingEndpoint>();
        builder.AddManagementEndpoint<HeartbeatEndpoint>(Heartbeat.Path, endpoint => endpoint.AnswerAsync);
        builder.AddManagementEndpoint<LastReadingEndpoint>(Heartbeat.FinalScrapePath, endpoint => endpoint.AnswerAsync);
    }
}
