using Platform.Database;
using UsersService.Users;

namespace UsersService.Changes;

internal static class ChangesModule
{
    public static void AddChanges(this WebApplicationBuilder builder, UsersSettings settings)
    {
        builder.Services.AddSingleton<SignUps>();
        builder.Services.AddSingleton<UserCreation>();
        builder.Services.AddSingleton<UserWriter>();
        if (settings.Seed)
        {
            builder.Services.AddSingleton<IDataMigration, SampleUsers>();
        }
    }
}
