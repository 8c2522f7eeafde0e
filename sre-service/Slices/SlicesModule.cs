using Dapper;

namespace SreService.Slices;

internal static class SlicesModule
{
    public static void AddSlices(this IHostApplicationBuilder builder)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        builder.Services.AddSingleton<SliceBook>();
        builder.Services.AddSingleton<Partitions>();
        builder.Services.AddSingleton<SliceStore>();
        builder.Services.AddSingleton<StoredAnswers>();
        builder.Services.AddSingleton<SliceKeeper>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SliceKeeper>());
    }
}
