using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Platform.Telemetry;

/// <summary>
/// Structured logs on standard output. Levels come from the section <c>Serilog:MinimumLevel</c>.
/// </summary>
internal static class Logging
{
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(
            services => new LogLines(Console.OpenStandardOutput(), services.GetRequiredService<IMeterFactory>()));
        builder.Services.AddSingleton<JsonLine>().AddSingleton<WarningBudget>();
        // With a logger of its own, so that two hosts in one process do not write each other's lines.
        builder.Services.AddSerilog(
            (services, log) => log.MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
                // Else the web server adds ids of its own and the path, which can contain an email address.
                .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
                // A failing check would be an error every few seconds; HealthCheckMetrics logs its changes instead.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
                .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
                .MinimumLevel.Override("Polly", LogEventLevel.Error)
                .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
                .ReadFrom.Configuration(builder.Configuration)
                .Enrich.FromLogContext()
                .Enrich.With<WithoutPaths>()
                .WriteTo.Sink(services.GetRequiredService<JsonLine>()),
            preserveStaticLogger: true);
    }

    /// <summary>Removes what the web server adds to every event: a path can contain an email address.</summary>
    private sealed class WithoutPaths : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            logEvent.RemovePropertyIfPresent("RequestPath");
            logEvent.RemovePropertyIfPresent("RequestId");
            logEvent.RemovePropertyIfPresent("ConnectionId");
        }
    }
}
