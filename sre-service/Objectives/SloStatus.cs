using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Status of an objective by one revision of its indicator.</summary>
/// <param name="Newest">Counts of the window up to the newest scrape.</param>
/// <param name="Closed">Final counts of the window, up to the watermark.</param>
internal sealed record SloStatus(
    Objective Objective, IndicatorRevision Revision, ObjectiveStatus Status, Period Window, WindowCounts Newest,
    WindowCounts Closed, DateTimeOffset ClosedUntil)
{
    public static readonly TimeSpan LastHour = TimeSpan.FromHours(1);

    private IReadOnlyDictionary<TimeSpan, WindowCounts> _last = new Dictionary<TimeSpan, WindowCounts>();

    public ErrorBudget Budget => new(Objective.Target);

    /// <summary>Ratio of good events; null without events.</summary>
    public decimal? Sli => Newest.Sli;

    public bool MeetsTarget => Sli >= Objective.Target;

    /// <returns>Counts of the last part of the window, up to the newest scrape.</returns>
    public WindowCounts Last(TimeSpan time) =>
        _last.GetValueOrDefault(time) ?? Revision.History.Sum(Window.Until - time, Window.Until);

    /// <returns>The same; later scrapes do not change its counts over the lengths that rules and reports use.</returns>
    public SloStatus Frozen()
    {
        var lengths = Objective.BurnPairs.SelectMany(pair => new[] { pair.Long, pair.Short })
            .Append(RecentCounts.Recent).Append(LastHour);
        return this with { _last = lengths.Distinct().ToDictionary(length => length, Last) };
    }
}
