using SreService.Counting;
using SreService.Jobs;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Alerting.Rules;

/// <summary>What alert rules evaluate.</summary>
/// <param name="LastMinute">Everything counted in the last 60 s.</param>
/// <param name="LastFiveMinutes">Everything counted in the last 5 min.</param>
/// <param name="WaitingFor">How long ago counts were last written to the database.</param>
internal sealed record AlertFacts(
    IReadOnlyDictionary<SeriesKey, Histogram> LastMinute,
    IReadOnlyDictionary<SeriesKey, Histogram> LastFiveMinutes,
    IReadOnlyList<Replica> Replicas,
    IReadOnlyList<SloStatus> Objectives,
    StorageState Storage,
    TimeSpan WaitingFor)
{
    /// <summary>The jobs that are expected.</summary>
    public IReadOnlyList<JobState> Jobs { get; init; } = [];

    /// <summary>The time of the evaluation round.</summary>
    public DateTimeOffset At { get; init; }
}
