using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Configuration;
using Platform.Requests;

namespace Platform.Telemetry;

/// <summary>
/// Measures every request and writes one line for it: the route's template, never the path, the query, a header or a
/// body. The line has the form of <see cref="JsonLine"/>, but is written at once: there are very many of them.
/// </summary>
internal sealed class RequestLog(
    ServiceIdentity identity, LogLines lines, RequestDuration durations, OutcomeRule outcomes, ILoggerFactory loggers,
    TimeProvider clock)
{
    private const string Logger = "Evenkeel.Requests";
    private const int LongestWord = 512;
    private const int LongestLine = 16 * 1024;

    private static readonly string? Source = Member("logger", Logger);

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /{}*:-_.()");

    // Each thread uses its own again for every line.
    [ThreadStatic]
    private static byte[]? _line;

    private readonly ILogger _levels = loggers.CreateLogger(Logger);

    private readonly string _process =
        Member("service", Escaped(identity.Name)) + Member("instance", Escaped(identity.InstanceId))
        + Member("version", Escaped(identity.Version));

    /// <param name="time">Of the request, which is over.</param>
    public void Write(HttpContext context, ClientTime time)
    {
        var duration = time.Own;
        var outcome = outcomes(context, duration);
        durations.Record(context, duration, outcome);
        var level = LevelOf(context);
        if (_levels.IsEnabled(level))
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
        var method = Escaped(context.Request.Method);
        var route = Escaped(RequestDuration.RouteOf(context) ?? "unknown");
        var status = context.Response.StatusCode;
        var elapsed = Math.Round(duration.TotalMilliseconds, 3);
        var id = RequestId.Of(context);
        var idOfClient = Member("client_request_id", RequestId.OfClient(context));
        var (trace, span) = Activity.Current is { } activity
            ? (Member("trace_id", activity.TraceId.ToHexString()), Member("span_id", activity.SpanId.ToHexString()))
            : (null, null);

        var line = _line ??= new byte[LongestLine];
        Utf8.TryWrite(
            line, CultureInfo.InvariantCulture,
            $$"""{"timestamp":"{{clock.GetUtcNow().UtcDateTime:O}}","level":"{{Enum.GetName(level)}}"{{_process}}"""
            + $$"""{{trace}}{{span}},"message":"{{method}} {{route}} answered {{status}} in {{elapsed}} ms"{{Source}}"""
            + $$""","method":"{{method}}","route":"{{route}}","status":{{status}},"elapsed_ms":{{elapsed}}"""
            + $$""","outcome":"{{outcome.Name}}","reason":"{{outcome.Reason}}","request_id":"{{id}}"{{idOfClient}}}"""
            + $"\n",
            out var length);
        lines.Add(line.AsSpan(0, length));
    }

    private static string? Member(string name, string? value) => value is null ? null : $",\"{name}\":\"{value}\"";

    /// <summary>A client may send any word as a method.</summary>
    private static string Escaped(string text)
    {
        var cut = text.Length <= LongestWord ? text : $"{text[..LongestWord]}…";
        return cut.AsSpan().ContainsAnyExcept(Plain)
            ? JsonEncodedText.Encode(cut, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value
            : cut;
    }
}
