namespace SreService.Slices;

internal sealed record ObjectiveSlice(string Objective, DateTimeOffset Minute, Slice Slice);

/// <summary>One minute of one objective.</summary>
/// <param name="Covered">Whether what happened in the minute was observed.</param>
internal readonly record struct Slice(long Good, long Bad, bool Covered);
