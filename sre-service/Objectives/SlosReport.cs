using System.ComponentModel;
using SreService.Counting;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>The answer of <c>GET /sre/slos</c>.</summary>
internal sealed record SlosReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    StorageReport Storage,
    ConfigurationReport Configuration,
    IReadOnlyList<ObjectiveReport> Slos);

/// <summary>The files that define the objectives.</summary>
/// <param name="Revision">Hash of the files in force.</param>
/// <param name="InForceSince">Since when.</param>
/// <param name="Unused">Parts of these files that are valid and not used, with the reasons.</param>
/// <param name="Rejected">The current files if they were rejected; null if they are in force.</param>
internal sealed record ConfigurationReport(
    string Revision, DateTimeOffset InForceSince, IReadOnlyList<FileProblem> Unused, RejectedReport? Rejected)
{
    public static ConfigurationReport Of(Catalogue catalogue) => new(
        catalogue.Current.Revision, catalogue.Current.Since, catalogue.Current.Unused,
        catalogue.Rejected is { } rejected ? new(rejected.Revision, rejected.At, rejected.Problems) : null);
}

/// <summary>Rejected files.</summary>
internal sealed record RejectedReport(string Revision, DateTimeOffset At, IReadOnlyList<FileProblem> Errors);

/// <summary>State of the database.</summary>
/// <param name="Status">OK, or AWAY: new counts wait in memory.</param>
/// <param name="Reason">Why it is unavailable.</param>
/// <param name="WrittenAt">The last evaluation round that this replica stored; null if none since its start.</param>
/// <param name="WaitingMinutes">Minutes that wait in memory, at most 60.</param>
/// <param name="Dropped">Minutes that waited longer and were lost; null if none since the start.</param>
internal sealed record StorageReport(
    string Status, string? Reason, DateTimeOffset? WrittenAt, int WaitingMinutes, DroppedMinutes? Dropped)
{
    public static StorageReport Of(StorageState state) => new(
        state.Available ? "OK" : "AWAY", state.Reason, state.WrittenAt, state.WaitingMinutes, state.Dropped);
}

/// <summary>The answer of <c>GET /sre/slos/{id}/slices</c>: minutes without counts are omitted.</summary>
internal sealed record SlicesReport(
    string Id, DateTimeOffset From, DateTimeOffset Until,
    [property: Description("Slices before this time are final.")] DateTimeOffset ClosedUntil,
    IReadOnlyList<SliceReport> Slices)
{
    public static SlicesReport Of(SloStatus slo, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => new(
        slo.Objective.Id, from, until, now.ClosedUntil,
        [
            .. slo.Revision.History.Between(from, until).Select(entry => new SliceReport(
                entry.Minute, entry.Slice.Good, entry.Slice.Bad, entry.Slice.Good + entry.Slice.Bad,
                entry.Slice.Covered)),
        ]);
}

internal sealed record SliceReport(
    DateTimeOffset Minute, long Good, long Bad, long Total,
    [property: Description("Whether the minute was observed.")] bool Covered);
