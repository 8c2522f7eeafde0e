using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Requests;

namespace Platform.Telemetry;

/// <summary>
/// Measures every request and writes one line for it: the route's template, never the path, the query, a header or a
/// body.
/// </summary>
internal sealed class RequestLog(
    JsonLine lines, RequestDuration durations, OutcomeRule outcomes, ILoggerFactory loggers, TimeProvider clock)
{
    private const string Logger = "Evenkeel.Requests";

    private readonly ILogger _logger = loggers.CreateLogger(Logger);

    /// <param name="time">Of the request, which is over.</param>
    public void Write(HttpContext context, ClientTime time)
    {
        var duration = time.Own;
        var outcome = outcomes(context, duration);
        durations.Record(context, duration, outcome);
        var level = LevelOf(context);
        if (_logger.IsEnabled(level))
        {
            Write(level, context, duration, outcome);
        }
    }

    private static LogLevel LevelOf(HttpContext context) =>
        !RequestDuration.IsMeasured(context) ? LogLevel.Debug
        : context.Response.StatusCode >= 500 ? LogLevel.Warning
        : LogLevel.Information;

    private void Write(LogLevel level, HttpContext context, TimeSpan duration, RequestOutcome outcome)
    {
        var method = JsonLine.Cut(context.Request.Method);
        var route = RequestDuration.RouteOf(context) ?? "unknown";
        var status = context.Response.StatusCode;
        var elapsed = Math.Round(duration.TotalMilliseconds, 3);

        var json = lines.Begin(clock.GetUtcNow(), Enum.GetName(level)!);
        Span<char> message = stackalloc char[1024];
        if (message.TryWrite(
            CultureInfo.InvariantCulture, $"{method} {route} answered {status} in {elapsed} ms", out var length))
        {
            json.WriteString("message"u8, message[..length]);
        }

        json.WriteString("logger"u8, Logger);
        json.WriteString("method"u8, method);
        json.WriteString("route"u8, route);
        json.WriteNumber("status"u8, status);
        json.WriteNumber("elapsed_ms"u8, elapsed);
        json.WriteString("outcome"u8, outcome.Name);
        json.WriteString("reason"u8, outcome.Reason);
        json.WriteString("request_id"u8, RequestId.Of(context));
        if (RequestId.OfClient(context) is { } ofClient)
        {
            json.WriteString("client_request_id"u8, ofClient);
        }

        lines.End(json);
    }
}
