using SreService.Queries;

namespace SreService.Breakers;

internal static class BreakersModule
{
    public static void AddBreakers(this IHostApplicationBuilder builder) => builder.AddJson(BreakersJson.Default);
}
