namespace SreService.Objectives;

/// <summary>Status of an objective by one revision of its indicator.</summary>
/// <param name="Newest">Counts of the window up to the newest scrape.</param>
/// <param name="Closed">Final counts of the window, up to the watermark.</param>
internal sealed record SloStatus(
    Objective Objective, IndicatorRevision Revision, ObjectiveStatus Status, Period Window, WindowCounts Newest,
    WindowCounts Closed, DateTimeOffset ClosedUntil)
{
    public ErrorBudget Budget => new(Objective.Target);

    /// <summary>Ratio of good events; null without events.</summary>
    public decimal? Sli => Newest.Sli;

    public bool MeetsTarget => Sli >= Objective.Target;

    /// <returns>Counts of the last part of the window, up to the newest scrape.</returns>
    public WindowCounts Last(TimeSpan time) => Revision.History.Sum(Window.Until - time, Window.Until);
}
