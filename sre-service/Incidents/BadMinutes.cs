using SreService.Counting;
using SreService.Objectives;

namespace SreService.Incidents;

/// <summary>Minutes in which an objective failed more often than its error budget allows.</summary>
internal static class BadMinutes
{
    /// <summary>Bad minutes that are further apart belong to different problems.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(5);

    /// <param name="component">Objectives count whose requests pass through it.</param>
    /// <param name="before">When an alert noticed; a burn rate over hours notices late.</param>
    /// <returns>The first of the bad minutes that led to it; the time itself if there were none.</returns>
    public static DateTimeOffset First(
        IReadOnlyList<SloStatus> objectives, string component, DateTimeOffset before)
    {
        var bad = objectives.Where(slo => SystemTopology.IsOnPath(component, slo.Objective.Service))
            .SelectMany(slo => slo.Revision.History.Between(before - Window.Longest, before + Minutes.One)
                .Where(entry => entry.Slice.Bad > slo.Budget.Size * (entry.Slice.Good + entry.Slice.Bad)))
            .Select(entry => entry.Minute).Where(minute => minute <= before).Distinct().OrderDescending();
        return bad.Aggregate(before, (first, minute) => first - minute <= Gap ? minute : first);
    }
}
