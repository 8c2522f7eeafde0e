using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Addresses;
using Platform.Configuration;
using Platform.Health;
using Platform.Heartbeats;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using Platform.Resilience;
using Platform.Secrets;
using Platform.Telemetry;
using Platform.Timing;

namespace Platform;

/// <summary>What all services have in common: one part from each folder of this library, in this order.</summary>
public static class ServiceDefaults
{
    /// <param name="name">The service in telemetry, for example <c>users-service</c>.</param>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        Globalization.RequireIcu();

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddIdentity(name);
        builder.AddLogging();
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddTimes();
        builder.AddProblems();
        builder.AddBreakers();
        builder.AddSecrets();
        builder.AddManagementPort();
        builder.AddSharedKeys();
        builder.AddHostLookup();
        builder.AddHeartbeats();
    }

    /// <param name="healthDetails">Answers <c>GET /health</c>; by default the service's own checks.</param>
    /// <exception cref="InvalidConfigurationException">The configuration is invalid; every error is named.</exception>
    public static void UseServiceDefaults(this WebApplication app, RequestDelegate? healthDetails = null)
    {
        app.Services.GetRequiredService<ConfigurationErrors>().ThrowIfAny();
        app.Services.GetRequiredService<ProcessMetrics>();
        app.Services.GetRequiredService<BreakerMetrics>();

        app.UseManagementPort();
        RequestPipeline.Use(app);
        app.MapHealth(healthDetails);
    }
}
