using System.ComponentModel;
using SreService.Counting;
using SreService.Leadership;
using SreService.Objectives.Files;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>The answer of <c>GET /sre/slos</c>.</summary>
internal sealed record SlosReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    StorageReport Storage,
    ConfigurationReport Configuration,
    IReadOnlyList<ObjectiveReport> Slos);

/// <summary>The files that the objectives come from.</summary>
/// <param name="Revision">A name of the contents of the files in force.</param>
/// <param name="InForceSince">Since when.</param>
/// <param name="Rejected">The files as they are now, when they cannot be used; null when they are in force.</param>
internal sealed record ConfigurationReport(string Revision, DateTimeOffset InForceSince, RejectedReport? Rejected)
{
    public static ConfigurationReport Of(Catalogue catalogue) => new(
        catalogue.Current.Revision, catalogue.Current.Since,
        catalogue.Rejected is { } rejected ? new(rejected.Revision, rejected.At, rejected.Problems) : null);
}

/// <summary>Files that are not in force.</summary>
internal sealed record RejectedReport(string Revision, DateTimeOffset At, IReadOnlyList<FileProblem> Errors);

/// <summary>The database of the slices.</summary>
/// <param name="Status">OK, or AWAY: what was counted since waits in memory.</param>
/// <param name="Reason">Why it is away.</param>
/// <param name="WrittenAt">The last round that this replica wrote; null when it wrote none since its start.</param>
/// <param name="WaitingMinutes">Minutes that wait to be written, at most 60.</param>
/// <param name="Dropped">Minutes that waited longer and are lost; null when none was since the start.</param>
internal sealed record StorageReport(
    string Status, string? Reason, DateTimeOffset? WrittenAt, int WaitingMinutes, DroppedMinutes? Dropped)
{
    public static StorageReport Of(StorageState state) => new(
        state.Available ? "OK" : "AWAY", state.Reason, state.WrittenAt, state.WaitingMinutes, state.Dropped);
}

/// <summary>The answer of <c>GET /sre/slos/{id}/slices</c>: minutes without any counts are left out.</summary>
internal sealed record SlicesReport(
    string Id, DateTimeOffset From, DateTimeOffset Until,
    [property: Description("Slices before this moment do not change any more.")] DateTimeOffset ClosedUntil,
    IReadOnlyList<SliceReport> Slices)
{
    public static SlicesReport Of(Standing standing, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => new(
        standing.Objective.Id, from, until, now.ClosedUntil,
        [
            .. standing.Generation.History.Between(from, until).Select(entry => new SliceReport(
                entry.Minute, entry.Slice.Good, entry.Slice.Bad, entry.Slice.Good + entry.Slice.Bad,
                entry.Slice.Covered)),
        ]);
}

internal sealed record SliceReport(
    DateTimeOffset Minute, long Good, long Bad, long Total,
    [property: Description("Whether the minute was observed.")] bool Covered);
