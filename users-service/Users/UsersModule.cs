using Platform.Configuration;
using Platform.Database;
using UsersService.Api;

namespace UsersService.Users;

internal static class UsersModule
{
    public static UsersSettings AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserStore>();
        builder.Services.AddSingleton<ComputedColumns>();
        builder.Services.AddSingleton<IDataMigration>(services => services.GetRequiredService<ComputedColumns>());
        builder.AddJson(UserJson.Default);
        return builder.AddSettings<UsersSettings>(UsersSettings.Section);
    }
}
