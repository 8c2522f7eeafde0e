using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;
using Platform.Problems;
using Platform.Resilience;

namespace Platform.Management;

/// <summary>Something that the management port answers besides <c>/metrics</c>.</summary>
/// <param name="Path">For example <c>/internal/info</c>.</param>
/// <param name="Handle">Answers any method.</param>
public sealed record ManagementEndpoint(PathString Path, RequestDelegate Handle);

/// <summary>
/// A second port with a pipeline of its own. It shares no route with the traffic port, so neither can reach what the
/// other offers, whatever Host header a client sends.
/// </summary>
internal static class ManagementPort
{
    public static void AddManagementPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ManagementEndpoint("/internal/info", InfoAsync));
        builder.Services.AddSingleton(new ManagementEndpoint("/internal/breakers", BreakersAsync));
        builder.Services.AddSingleton<BreakerOperators>();
        builder.AddManagementEndpoint<BreakerOperators>(BreakerOperators.IsolatePath, operators => operators.IsolateAsync);
        builder.AddManagementEndpoint<BreakerOperators>(BreakerOperators.ClosePath, operators => operators.CloseAsync);
    }

    public static void UseManagementPort(this WebApplication app)
    {
        var port = app.Services.GetRequiredService<ServiceSettings>().ManagementPort;

        app.MapWhen(context => context.Connection.LocalPort == port, management =>
        {
            management.Use((context, next) =>
            {
                context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
                return next(context);
            });
            management.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
            foreach (var endpoint in app.Services.GetServices<ManagementEndpoint>())
            {
                management.MapWhen(
                    context => context.Request.Path.Equals(endpoint.Path), exact => exact.Run(endpoint.Handle));
            }

            management.Run(KnownProblems.NotFound.ExecuteAsync);
        });
    }

    private static Task InfoAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            context.RequestServices.GetRequiredService<ServiceIdentity>(), ManagementJson.Default.ServiceIdentity,
            cancellationToken: context.RequestAborted);

    private static Task BreakersAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            context.RequestServices.GetServices<IBreakerSource>().SelectMany(source => source.Breakers())
                .Select(breaker => breaker.Status).ToArray(),
            ManagementJson.Default.BreakerStatusArray, cancellationToken: context.RequestAborted);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceIdentity))]
[JsonSerializable(typeof(BreakerStatus[]))]
internal sealed partial class ManagementJson : JsonSerializerContext;
