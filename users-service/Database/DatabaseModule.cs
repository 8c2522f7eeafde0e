using Dapper;
using Platform.Configuration;
using Platform.Database;
using Platform.Resilience;

namespace UsersService.Database;

internal static class DatabaseModule
{
    public static void AddUsersDatabase(this WebApplicationBuilder builder)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        builder.AddPostgres("Users", typeof(DatabaseModule).Assembly);
        builder.AddBreaker(UsersDatabase.BreakerName, DatabaseFailure.ReasonOf);
        builder.AddSettings<DatabaseSettings>(DatabaseSettings.Section);
        builder.Services.AddSingleton<UsersDatabase>();
    }
}
