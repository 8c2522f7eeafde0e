using SreService.Slices;

namespace SreService.Objectives;

/// <summary>What an objective's counts are counts of.</summary>
internal enum Unit
{
    Minutes,
    Requests,
    Reads,
}

/// <summary>The share of good events that the service promises over a rolling window.</summary>
/// <param name="Id">Its name in addresses and in the database.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What counts as good, in one sentence.</param>
/// <param name="Target">The promised share, between 0 and 1, both excluded.</param>
/// <param name="Window">The rolling window.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">The slice of one minute, from everything counted in it.</param>
internal sealed record Objective(
    string Id, string Title, string Description, decimal Target, TimeSpan Window, Unit Unit,
    Func<IReadOnlyDictionary<CountKey, Tally>, Slice> Count)
{
    public int WindowMinutes => (int)Window.TotalMinutes;

    /// <summary>A minute is good or bad as a whole only when it has ended; events count at once.</summary>
    public bool CountsMinutes => Unit == Unit.Minutes;
}

/// <summary>One minute of one objective.</summary>
/// <param name="Good">Good events.</param>
/// <param name="Bad">Bad events.</param>
/// <param name="Covered">Whether what happened in the minute was observed.</param>
internal readonly record struct Slice(long Good, long Bad, bool Covered);
