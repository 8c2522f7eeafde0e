using SreService.Queries;

namespace SreService.Alerting.Replay;

internal static class ReplayModule
{
    public static void AddReplay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Replays>();
        builder.AddJson(ReplayJson.Default);
    }
}
