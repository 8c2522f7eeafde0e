namespace SreService.Slices;

internal static class SlicesModule
{
    public static void AddSlices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecentCounts>();
        builder.Services.AddSingleton<Storage>();
    }
}
