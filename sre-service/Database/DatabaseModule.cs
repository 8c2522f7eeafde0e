using Dapper;

namespace SreService.Database;

internal static class DatabaseModule
{
    public static void AddDatabase(this IHostApplicationBuilder builder)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        builder.Services.AddSingleton<Partitions>();
        builder.Services.AddSingleton<DatabaseQuery>();
    }
}
