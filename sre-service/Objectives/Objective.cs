namespace SreService.Objectives;

/// <summary>The events that an objective counts.</summary>
internal enum Unit
{
    Minutes,
    Requests,
    Reads,
    Probes,

    /// <summary>What the query to a Prometheus counts.</summary>
    Events,
}

/// <summary>A target ratio of good events over a window.</summary>
/// <param name="Id">Name in URLs and in the database.</param>
/// <param name="Description">What counts as good.</param>
/// <param name="Target">Target ratio, between 0 and 1, both excluded.</param>
internal sealed record Objective(
    string Id, string Title, string Description, string Service, decimal Target, Window Window, Indicator Indicator,
    IReadOnlyList<BurnPair> BurnPairs)
{
    /// <summary>Minutes count when they have ended; events count at once.</summary>
    public bool CountsMinutes => Indicator.Unit == Unit.Minutes;

    /// <summary>Identifies the slices of one revision in the database.</summary>
    public static string SliceKey(string id, Indicator indicator) => $"{id}@{indicator.Revision}";
}
