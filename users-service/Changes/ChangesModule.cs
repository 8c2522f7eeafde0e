namespace UsersService.Changes;

internal static class ChangesModule
{
    public static void AddChanges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignUps>();
        builder.Services.AddSingleton<UserWriter>();
        builder.Services.AddHostedService<SampleUsers>();
    }
}
