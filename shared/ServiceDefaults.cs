using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Configuration;
using Platform.Health;
using Platform.Heartbeats;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using Platform.Resilience;
using Platform.Secrets;
using Platform.Telemetry;

namespace Platform;

/// <summary>What every service does alike. Each folder of this library adds one part; this is the order they stand in.</summary>
public static class ServiceDefaults
{
    /// <param name="builder">The service that is being built.</param>
    /// <param name="name">The service's name in telemetry, for example <c>users-service</c>.</param>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        Globalization.RequireIcu();

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddIdentity(name);
        builder.AddLogging();
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddProblems();
        builder.AddBreakers();
        builder.AddSecrets();
        builder.AddManagementPort();
        builder.AddTrafficKey();
        builder.AddHeartbeats();
    }

    /// <param name="app">The service that is about to start.</param>
    /// <param name="healthDetails">What answers <c>GET /health</c>; by default the service's own checks.</param>
    /// <exception cref="InvalidConfigurationException">Something in the configuration is missing or wrong; all of it is named.</exception>
    public static void UseServiceDefaults(this WebApplication app, RequestDelegate? healthDetails = null)
    {
        app.Services.GetRequiredService<ConfigurationErrors>().ThrowIfAny();
        app.Services.GetRequiredService<ProcessMetrics>();
        app.Services.GetRequiredService<BreakerMetrics>();

        app.UseManagementPort();
        app.UseRequestId();
        app.UseRequestLog();
        app.UseProblems();
        app.UseHeadAndOptions();
        app.MapHealth(healthDetails);
    }
}
