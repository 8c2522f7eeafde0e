namespace SreService.Objectives;

/// <summary>An objective as it stands, by one of its generations.</summary>
/// <param name="Objective">The promise.</param>
/// <param name="Generation">What was counted.</param>
/// <param name="Status">How it is.</param>
/// <param name="Window">The time that is judged.</param>
/// <param name="Newest">The counts of the window up to the newest reading.</param>
/// <param name="Closed">The counts of the window up to the watermark, which do not change any more.</param>
/// <param name="ClosedUntil">The watermark.</param>
internal sealed record Standing(
    Objective Objective, Generation Generation, ObjectiveStatus Status, Period Window, WindowCounts Newest,
    WindowCounts Closed, DateTimeOffset ClosedUntil)
{
    public ErrorBudget Budget => new(Objective.Target);

    /// <summary>The share of good events; null without events.</summary>
    public decimal? Sli => Newest.Sli;

    public bool MeetsTarget => Sli >= Objective.Target;

    /// <returns>The counts of the last part of the window, up to the newest reading.</returns>
    public WindowCounts Last(TimeSpan time) => Generation.History.Sum(Window.Until - time, Window.Until);
}
