using Platform.Configuration;
using UsersService.Api;

namespace UsersService.Users;

internal static class UsersModule
{
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.AddSettings<UsersSettings>(UsersSettings.Section);
        builder.Services.AddSingleton<UserStore>();
        builder.AddJson(UserJson.Default);
    }
}
