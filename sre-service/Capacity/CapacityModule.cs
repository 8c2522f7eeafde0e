using SreService.Queries;

namespace SreService.Capacity;

internal static class CapacityModule
{
    public static void AddCapacity(this IHostApplicationBuilder builder) => builder.AddJson(CapacityJson.Default);
}
