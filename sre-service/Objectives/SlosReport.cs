using System.ComponentModel;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>The answer of <c>GET /sre/slos</c>.</summary>
internal sealed record SlosReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    StorageReport Storage,
    IReadOnlyList<ObjectiveReport> Slos);

/// <summary>The database of the slices.</summary>
/// <param name="Status">OK, or AWAY: what was counted since waits in memory.</param>
/// <param name="Reason">Why it is away.</param>
/// <param name="WrittenAt">The last round that was written; null when none was since the start.</param>
internal sealed record StorageReport(string Status, string? Reason, DateTimeOffset? WrittenAt)
{
    public static StorageReport Of(StorageState state) =>
        new(state.Available ? "OK" : "AWAY", state.Reason, state.WrittenAt);
}

/// <summary>The answer of <c>GET /sre/slos/{id}/slices</c>: minutes without any counts are left out.</summary>
internal sealed record SlicesReport(
    string Id, DateTimeOffset From, DateTimeOffset Until,
    [property: Description("Slices before this moment do not change any more.")] DateTimeOffset ClosedUntil,
    IReadOnlyList<SliceReport> Slices);

internal sealed record SliceReport(
    DateTimeOffset Minute, long Good, long Bad, long Total,
    [property: Description("Whether the minute was observed.")] bool Covered);
