using Platform.Configuration;

namespace SreService.Leadership;

internal static class LeadershipModule
{
    public static void AddLeadership(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<LeadershipSettings>(LeadershipSettings.Section);
        builder.Services.AddSingleton<LeadershipTracker>();
        builder.Services.AddSingleton<LeaderLock>();
    }
}
