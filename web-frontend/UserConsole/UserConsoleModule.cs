namespace WebFrontend.UserConsole;

internal static class UserConsoleModule
{
    private const int MaxBodyBytes = 16 * 1024;

    public static void AddUserConsole(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecentPages>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
    }
}
