using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>What is known of one replica.</summary>
/// <param name="Target">Where it should be.</param>
/// <param name="Reading">The last reading that succeeded.</param>
/// <param name="Failure">Why the last attempt failed; null when it succeeded.</param>
/// <param name="FailingSince">The first of the attempts in a row that failed.</param>
/// <param name="Missed">How many attempts in a row failed.</param>
/// <param name="Usage">Readings of the same process in the last minute, oldest first; the one before at least.</param>
internal sealed record Replica(
    Target Target, Reading? Reading, ReadingFailure? Failure, DateTimeOffset? FailingSince, int Missed,
    ImmutableList<Usage> Usage)
{
    /// <summary>After so many missed readings nobody can say any more what a replica does.</summary>
    public const int OutOfSight = 3;

    /// <summary>A minute, and what a reading may be early.</summary>
    private static readonly TimeSpan UsageKept = TimeSpan.FromSeconds(61);

    public static Replica Unseen(Target target) => new(target, null, null, null, 0, []);

    /// <summary>The process last read has said that it ends; who does not answer now need not be missed.</summary>
    public bool HasEnded { get; init; }

    public bool InSight => Reading is not null && Missed < OutOfSight;

    public Replica Saw(Reading reading)
    {
        var same = reading.Process == Reading?.Process ? Usage : [];
        var kept = same.RemoveAll(earlier => earlier != same[^1] && earlier.At < reading.At - UsageKept);
        return new Replica(Target, reading, null, null, 0, kept.Add(Scraping.Usage.Of(reading)));
    }

    public Replica Missing(ReadingFailure failure, DateTimeOffset at) =>
        this with { Failure = failure, FailingSince = FailingSince ?? at, Missed = Missed + 1 };
}

/// <summary>What a replica had used by a moment, since it started.</summary>
/// <param name="At">The moment.</param>
/// <param name="CpuMicroseconds">CPU time.</param>
/// <param name="Requests">Requests answered, of every outcome.</param>
internal sealed record Usage(DateTimeOffset At, long CpuMicroseconds, long Requests)
{
    public static Usage Of(Reading reading) => new(
        reading.At,
        reading.Counters.Where(counter => counter.Key.Name == "process_cpu_time_seconds_total")
            .Sum(counter => counter.Value.Microseconds),
        reading.Counters.Where(counter => counter.Key.Name == "http_server_request_duration_seconds")
            .Sum(counter => counter.Value.Count));
}
