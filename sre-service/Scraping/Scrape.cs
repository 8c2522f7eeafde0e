using SreService.Counting;

namespace SreService.Scraping;

/// <summary>A running process of a service, as in its metrics.</summary>
/// <param name="Service">For example <c>users-service</c>.</param>
/// <param name="Instance">The replica's id.</param>
/// <param name="StartedAt">Start of the process, by its own clock.</param>
internal sealed record ProcessIdentity(string Service, string Instance, DateTimeOffset StartedAt);

/// <summary>One scrape of a replica.</summary>
/// <param name="At">Time of the request, by our clock.</param>
/// <param name="Counters">Totals since the process started.</param>
/// <param name="Gauges">Values at that time.</param>
internal sealed record Scrape(
    ProcessIdentity Process,
    string Version,
    DateTimeOffset At,
    IReadOnlyDictionary<Series, Histogram> Counters,
    IReadOnlyDictionary<Series, double> Gauges)
{
    /// <summary>The age until which a process counts as starting.</summary>
    public static readonly TimeSpan Starting = TimeSpan.FromSeconds(30);

    /// <summary>Uptime of the process; independent of its clock if it exposes the uptime.</summary>
    public TimeSpan Age { get; init; } = At - Process.StartedAt;

    /// <summary>
    /// Whether the process has just started. A process that starts before its dependencies finds them down for a
    /// moment, which means nothing.
    /// </summary>
    public bool IsStarting => Age < Starting;

    /// <summary>Smallest possible clock skew, positive if ahead; null if unknown.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Interprets a page as the metrics of one process.</summary>
    /// <param name="page">A complete page.</param>
    /// <param name="at">Time of the request, by our clock.</param>
    /// <returns>Null if the page does not identify its process.</returns>
    public static Scrape? From(MetricsPage page, DateTimeOffset at, TimeSpan? skew)
    {
        var gauges = page.Gauges();
        var start = gauges.FirstOrDefault(gauge => gauge.Key.Name == "process_start_time_seconds");
        if (gauges.Keys.FirstOrDefault(gauge => gauge.Name == "target_info") is not { } info || start.Key is null)
        {
            return null;
        }

        var process = new ProcessIdentity(info["service_name"], info["service_instance_id"], TimeOf(start.Value));
        var scrape = new Scrape(process, info["service_version"], at, page.Counters(), gauges) { ClockSkew = skew };
        return scrape with { Age = scrape.Uptime() ?? at + (skew ?? TimeSpan.Zero) - process.StartedAt };
    }

    private TimeSpan? Uptime() => Gauge("process_uptime_seconds") is >= 0 and < 1e11 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : null;

    private static DateTimeOffset TimeOf(double unixSeconds) =>
        DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(Math.Clamp(unixSeconds, 0, 1e11) * 1000));

    /// <returns>The value of a gauge with a single series; null if missing.</returns>
    public double? Gauge(string name) =>
        Gauges.FirstOrDefault(gauge => gauge.Key.Name == name) is { Key: not null } found ? found.Value : null;
}

internal enum FailureKind
{
    /// <summary>No response, or not in time.</summary>
    Unreachable,

    /// <summary>A response without valid metrics.</summary>
    Unreadable,

    /// <summary>A response from another process.</summary>
    Refused,
}

internal sealed record ScrapeFailure(FailureKind Kind, string Reason);
