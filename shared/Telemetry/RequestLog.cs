using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Telemetry;

/// <summary>One event per request: the route's template, never the path, the query, a header or a body.</summary>
internal static partial class RequestLog
{
    public static void UseRequestLog(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Evenkeel.Requests");

        app.Use(async (context, next) =>
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                var outcome = context.OutcomeOf();
                context.TagOutcome(outcome);
                Answered(
                    logger, LevelOf(context), context.Request.Method, RouteOf(context), context.Response.StatusCode,
                    Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3),
                    outcome.Name, outcome.Reason, context.TraceIdentifier);
            }
        });
    }

    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";

    private static LogLevel LevelOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null ? LogLevel.Debug
        : context.Response.StatusCode >= 500 ? LogLevel.Warning
        : LogLevel.Information;

    [LoggerMessage("{method} {route} answered {status} in {elapsed_ms} ms")]
    private static partial void Answered(
        ILogger logger, LogLevel level, string method, string route, int status, double elapsed_ms,
        string outcome, string reason, string request_id);
}
