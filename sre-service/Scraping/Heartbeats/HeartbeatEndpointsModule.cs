using Platform.Heartbeats;
using Platform.Management;

namespace SreService.Scraping.Heartbeats;

internal static class HeartbeatEndpointsModule
{
    public static void AddHeartbeatEndpoints(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HeartbeatEndpoint>();
        builder.Services.AddScoped<FinalScrapeEndpoint>();
        builder.AddManagementEndpoint<HeartbeatEndpoint>(Heartbeat.Path, endpoint => endpoint.AnswerAsync);
        builder.AddManagementEndpoint<FinalScrapeEndpoint>(Heartbeat.FinalScrapePath, endpoint => endpoint.AnswerAsync);
    }
}
