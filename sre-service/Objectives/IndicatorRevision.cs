namespace SreService.Objectives;

/// <summary>One revision of an objective's indicator, with everything counted by it.</summary>
/// <param name="since">Start of its use.</param>
internal sealed class IndicatorRevision(string objective, Indicator indicator, DateTimeOffset since)
{
    private volatile bool _isBackfilled;

    public string Objective => objective;

    public Indicator Indicator => indicator;

    public DateTimeOffset Since => since;

    public string SliceKey { get; } = Objectives.Objective.SliceKey(objective, indicator);

    public ObjectiveHistory History { get; } = new(Window.Longest);

    public ObjectiveStatus Status { get; set; }

    /// <summary>Whether earlier counts were loaded from the database.</summary>
    public bool IsBackfilled
    {
        get => _isBackfilled;
        set => _isBackfilled = value;
    }
}
