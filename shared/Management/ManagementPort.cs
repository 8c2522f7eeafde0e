using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;
using Platform.Problems;
using Platform.Requests;

namespace Platform.Management;

/// <summary>
/// A second port with a pipeline of its own. It shares no route with the traffic port, so neither reaches what the
/// other offers, whatever Host header a client sends.
/// </summary>
internal static class ManagementPort
{
    public static void AddManagementPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WrongKeys>();
        builder.AddManagementEndpoint<ServiceIdentity>("/internal/info", identity => context =>
            context.Response.WriteAsJsonAsync(
                identity, ManagementJson.Default.ServiceIdentity, cancellationToken: context.RequestAborted));
    }

    public static void UseManagementPort(this WebApplication app)
    {
        var port = app.Services.GetRequiredService<ServiceSettings>().ManagementPort;

        app.MapWhen(context => context.Connection.LocalPort == port, management =>
        {
            management.UseBrowserRules();
            management.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
            foreach (var endpoint in app.Services.GetServices<ManagementEndpoint>())
            {
                management.MapWhen(
                    context => context.Request.Path.Equals(endpoint.Path), exact => exact.Run(endpoint.Handle));
            }

            management.Run(KnownProblems.NotFound.ExecuteAsync);
        });
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServiceIdentity))]
internal sealed partial class ManagementJson : JsonSerializerContext;
