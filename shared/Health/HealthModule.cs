using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Configuration;

namespace Platform.Health;

/// <summary>
/// Liveness (the process answers), readiness (it can do its work) and details (every check). Checks that decide
/// readiness have the tag <see cref="Ready"/>. None of these requests is in the request metrics.
/// </summary>
public static class HealthModule
{
    public const string Ready = "ready";

    internal static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthCheckMetrics>();
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
            (publisher.Delay, publisher.Period) = (TimeSpan.FromSeconds(1), HealthCheckMetrics.Period));
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
    }

    internal static void MapHealth(this WebApplication app, RequestDelegate? details)
    {
        var health = app.MapGroup("/health").DisableHttpMetrics().ExcludeFromDescription();

        health.MapGet("/live", () => TypedResults.Json(new LiveReport("alive"), HealthJson.Default.LiveReport));
        health.MapGet("/ready", ReadyAsync);
        health.MapGet("", details ?? DetailsAsync);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var drain = context.RequestServices.GetRequiredService<Drain>();
        var report = drain.Draining
            ? new ReadyReport("not_ready", "draining")
            : ReadyReport.From(await CheckAsync(context, check => check.Tags.Contains(Ready)));

        context.Response.StatusCode =
            report.Reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(
            report, HealthJson.Default.ReadyReport, cancellationToken: context.RequestAborted);
    }

    private static async Task DetailsAsync(HttpContext context)
    {
        var identity = context.RequestServices.GetRequiredService<ServiceIdentity>();
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var report = DetailsReport.From(identity, await CheckAsync(context, _ => true), clock.GetUtcNow());

        context.Response.StatusCode =
            report.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(
            report, HealthJson.Default.DetailsReport, cancellationToken: context.RequestAborted);
    }

    private static Task<HealthReport> CheckAsync(HttpContext context, Func<HealthCheckRegistration, bool> which) =>
        context.RequestServices.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(which, context.RequestAborted);
}
