namespace Gateway.Health;

internal static class HealthModule
{
    public static void AddSystemHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadinessClient>();
        builder.Services.AddSingleton<HealthEndpoint>();
    }
}
