using SreService.Counting;

namespace SreService.Probes;

/// <summary>Counts probes between two rounds, unless this replica is a follower.</summary>
internal interface IProbeCounts
{
    /// <returns>Whether it was counted here; if not, the leader counts it when it scrapes this replica.</returns>
    bool Add(DateTimeOffset tick, SeriesKey probe);
}
