namespace SreService.Slices;

internal static class SlicesModule
{
    public static void AddSlices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SliceBook>();
        builder.Services.AddSingleton<Storage>();
    }
}
