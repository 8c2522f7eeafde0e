using SreService.Queries;

namespace SreService.Timeline;

internal static class TimelineModule
{
    public static void AddTimeline(this IHostApplicationBuilder builder) =>
        builder.AddJson(TimelineJson.Default);
}
