using SreService.Queries;

namespace SreService.Alerting.Replay;

internal static class ReplayModule
{
    public static void AddReplay(this IHostApplicationBuilder builder) => builder.AddJson(ReplayJson.Default);
}
