using SreService.Objectives;
using SreService.Objectives.Files;

namespace SreService.Tests.Objectives;

/// <summary>The objectives that ship with the service.</summary>
internal static class Shipped
{
    public static IReadOnlyList<Objective> Objectives { get; } =
        ObjectiveReader.Read(ObjectiveFiles.In(new ObjectiveSettings().Folder)).Objectives;

    public static Objective Find(string id) => Objectives.Single(objective => objective.Id == id);

    /// <returns>Where it stands with those counts in its window, so many minutes of which were observed.</returns>
    public static SloStatus SloStatus(string id, long good, long bad, DateTimeOffset now, int covered = 1)
    {
        var objective = Find(id);
        var (window, counts) = (objective.Window.At(now), new WindowCounts(good, bad, covered, 43_200, now));
        var status = ObjectiveStatuses.Next(ObjectiveStatus.Met, new Burn(counts, new(objective.Target)));
        return new SloStatus(
            objective, new IndicatorRevision(id, objective.Indicator, now), status, window, counts, counts, now);
    }
}
