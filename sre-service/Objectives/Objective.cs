namespace SreService.Objectives;

/// <summary>What an objective's counts are counts of.</summary>
internal enum Unit
{
    Minutes,
    Requests,
    Reads,
    Probes,
}

/// <summary>The share of good events that the service promises over a window.</summary>
/// <param name="Id">Its name in addresses and in the database.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What counts as good, in one sentence.</param>
/// <param name="Service">Whose promise it is.</param>
/// <param name="Target">The promised share, between 0 and 1, both excluded.</param>
/// <param name="Window">The time that is judged.</param>
/// <param name="Definition">What is counted.</param>
/// <param name="BurnPairs">How fast the budget may be spent before somebody is told.</param>
internal sealed record Objective(
    string Id, string Title, string Description, string Service, decimal Target, Window Window, Definition Definition,
    IReadOnlyList<BurnPair> BurnPairs)
{
    /// <summary>A minute is good or bad as a whole only when it has ended; events count at once.</summary>
    public bool CountsMinutes => Definition.Unit == Unit.Minutes;

    /// <summary>Names the slices of one generation in the database.</summary>
    public static string SliceKey(string id, Definition definition) => $"{id}@{definition.Generation}";
}
