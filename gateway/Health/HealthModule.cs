namespace Gateway.Health;

internal static class HealthModule
{
    public static void AddSystemHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Replicas>();
        builder.Services.AddSingleton<SystemHealth>();
    }
}
