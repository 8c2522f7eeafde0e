using Dapper;
using Platform.Configuration;
using Platform.Database;
using Platform.Resilience;

namespace UsersService.Database;

// The breaker's limits in appsettings.json suit a quiet service too: the gateway's probe alone, one read with a retry
// every 5 s, opens it within 10 s; it closes at most 3 s and one call after the database is back.
internal static class DatabaseModule
{
    public static void AddUsersDatabase(this WebApplicationBuilder builder)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        builder.AddPostgres("Users", typeof(DatabaseModule).Assembly);
        builder.AddBreaker(UsersDatabase.BreakerName, DatabaseFailure.ReasonToBreak);
        builder.AddSettings<DatabaseSettings>(DatabaseSettings.Section);
        builder.Services.AddSingleton<UsersDatabase>();
    }
}
