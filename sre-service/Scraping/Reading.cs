using SreService.Counting;

namespace SreService.Scraping;

/// <summary>One running process of a service, as it names itself.</summary>
/// <param name="Service">For example <c>users-service</c>.</param>
/// <param name="Instance">The replica's id.</param>
/// <param name="StartedAt">When the operating system started it, by its own clock.</param>
internal sealed record ProcessIdentity(string Service, string Instance, DateTimeOffset StartedAt);

/// <summary>What one replica said at one moment.</summary>
/// <param name="Process">Who answered.</param>
/// <param name="Version">Its build.</param>
/// <param name="At">When it was asked, by our clock.</param>
/// <param name="Counters">Totals since the start of the process.</param>
/// <param name="Gauges">Values as they were then.</param>
internal sealed record Reading(
    ProcessIdentity Process,
    string Version,
    DateTimeOffset At,
    IReadOnlyDictionary<Series, Tally> Counters,
    IReadOnlyDictionary<Series, double> Gauges)
{
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(30);

    /// <summary>How long the process had run by then; independent of any clock's time when it says so itself.</summary>
    public TimeSpan Age { get; init; } = At - Process.StartedAt;

    /// <summary>
    /// Whether the process has just started. Whoever starts before those it calls finds them gone for a moment, and
    /// nothing follows from that.
    /// </summary>
    public bool IsStarting => Age < Starting;

    /// <summary>How far its clock is ahead of ours, at least; null when it cannot be told.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Understands a page as the words of one process.</summary>
    /// <param name="page">A page that was read.</param>
    /// <param name="at">When it was asked for, by our clock.</param>
    /// <param name="skew">How far the clock of the process is ahead of ours, where that is known.</param>
    /// <returns>Null when it does not say which process it is.</returns>
    public static Reading? From(MetricsPage page, DateTimeOffset at, TimeSpan? skew)
    {
        var gauges = page.Gauges();
        var start = gauges.FirstOrDefault(gauge => gauge.Key.Name == "process_start_time_seconds");
        if (gauges.Keys.FirstOrDefault(gauge => gauge.Name == "target_info") is not { } info || start.Key is null)
        {
            return null;
        }

        var process = new ProcessIdentity(info["service_name"], info["service_instance_id"], TimeOf(start.Value));
        var reading = new Reading(process, info["service_version"], at, page.Counters(), gauges) { ClockSkew = skew };
        return reading with { Age = reading.Uptime() ?? at + (skew ?? TimeSpan.Zero) - process.StartedAt };
    }

    private TimeSpan? Uptime() => Gauge("process_uptime_seconds") is >= 0 and < 1e11 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : null;

    private static DateTimeOffset TimeOf(double unixSeconds) =>
        DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(Math.Clamp(unixSeconds, 0, 1e11) * 1000));

    /// <returns>The value of a gauge that has one series in a process; null when it was not there.</returns>
    public double? Gauge(string name) =>
        Gauges.FirstOrDefault(gauge => gauge.Key.Name == name) is { Key: not null } found ? found.Value : null;
}

internal enum FailureKind
{
    /// <summary>Nobody answers at the address, or not in time.</summary>
    Unreachable,

    /// <summary>Somebody answers, but not with metrics that can be read.</summary>
    Unreadable,

    /// <summary>Somebody else answers.</summary>
    Refused,
}

/// <param name="Kind">What sort of failure.</param>
/// <param name="Reason">A few words for a person.</param>
internal sealed record ReadingFailure(FailureKind Kind, string Reason);
