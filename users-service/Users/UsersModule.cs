using DbUp.Engine;
using Platform.Configuration;
using UsersService.Api;

namespace UsersService.Users;

internal static class UsersModule
{
    public static UsersSettings AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserStore>();
        builder.Services.AddSingleton<IScript, CaseFoldingMigration>();
        builder.AddJson(UserJson.Default);
        return builder.AddSettings<UsersSettings>(UsersSettings.Section);
    }
}
