namespace SreService.Objectives;

/// <summary>The status of every objective after one evaluation round.</summary>
/// <param name="Set">The objectives in force.</param>
/// <param name="Previous">By the previous revision, of the objectives that have one.</param>
internal sealed record SloList(ObjectiveSet Set, IReadOnlyList<SloStatus> Current, IReadOnlyList<SloStatus> Previous)
{
    public static SloList None { get; } = new(new([], "", default), [], []);

    /// <summary>
    /// The statuses that alerts follow: by the previous revision while the new one lacks coverage.
    /// </summary>
    public IReadOnlyList<SloStatus> Alerting => [.. Current.Select(slo => FindPrevious(slo.Objective.Id) ?? slo)];

    /// <summary>By the slice key of the revision.</summary>
    public IReadOnlyDictionary<string, ObjectiveStatus> Statuses =>
        Current.Concat(Previous).ToDictionary(slo => slo.Revision.SliceKey, slo => slo.Status);

    /// <returns>Null for an unknown objective.</returns>
    public SloStatus? Find(string id) => Current.FirstOrDefault(slo => slo.Objective.Id == id);

    /// <returns>By the previous revision; null if there is none.</returns>
    public SloStatus? FindPrevious(string id) => Previous.FirstOrDefault(slo => slo.Objective.Id == id);
}
