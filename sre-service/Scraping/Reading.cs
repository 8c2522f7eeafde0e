using SreService.Slices;

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
