using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Platform.Telemetry;

/// <summary>
/// The histogram of OpenTelemetry's name and form. It takes the place of the web server's own, which counts the time
/// that a client takes to send its body and to read the response as this system's.
/// </summary>
internal sealed class RequestDuration(IMeterFactory meters)
{
    public const string Name = "http.server.request.duration";

    private static readonly HashSet<string> Methods =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    private readonly Histogram<double> _seconds = meters.Create(TelemetryModule.Source)
        .CreateHistogram<double>(Name, "s", "Duration of requests, without the time that clients took.");

    /// <returns>The template of the request's route, or null.</returns>
    public static string? RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    public static bool IsMeasured(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null;

    public void Record(HttpContext context, TimeSpan duration, RequestOutcome outcome)
    {
        if (!IsMeasured(context))
        {
            return;
        }

        var method = context.Request.Method;
        var tags = new TagList
        {
            { "http.request.method", Methods.Contains(method) ? method : "_OTHER" },
            { "http.response.status_code", context.Response.StatusCode },
            { "outcome", outcome.Name },
            { "reason", outcome.Reason },
        };
        if (RouteOf(context) is { } route)
        {
            tags.Add("http.route", route);
        }

        _seconds.Record(duration.TotalSeconds, tags);
    }
}
