using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Telemetry;

/// <summary>One event per request: the route's template, never the path, the query, a header or a body.</summary>
internal static partial class RequestLog
{
    public static void UseRequestLog(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Evenkeel.Requests");

        var durations = app.ApplicationServices.GetRequiredService<RequestDuration>();

        app.Use(async (context, next) =>
        {
            var started = Stopwatch.GetTimestamp();
            ClientTime.Measure(context);
            try
            {
                await next(context);
            }
            finally
            {
                var outcome = context.OutcomeOf();
                var duration = ClientTime.Exclude(context, Stopwatch.GetElapsedTime(started));
                durations.Record(context, duration, outcome);
                Answered(
                    logger, LevelOf(context), context.Request.Method, RequestDuration.RouteOf(context) ?? "unknown",
                    context.Response.StatusCode, Math.Round(duration.TotalMilliseconds, 3),
                    outcome.Name, outcome.Reason, context.TraceIdentifier);
            }
        });
    }

    private static LogLevel LevelOf(HttpContext context) =>
        !RequestDuration.IsMeasured(context) ? LogLevel.Debug
        : context.Response.StatusCode >= 500 ? LogLevel.Warning
        : LogLevel.Information;

    [LoggerMessage("{method} {route} answered {status} in {elapsed_ms} ms")]
    private static partial void Answered(
        ILogger logger, LogLevel level, string method, string route, int status, double elapsed_ms,
        string outcome, string reason, string request_id);
}
