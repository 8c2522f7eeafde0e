using SreService.Counting;

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

    /// <summary>
    /// Events of the last minute with events that are neither good nor bad, as far as their metric tells.
    /// </summary>
    public long Unclassified { get; private set; }

    /// <summary>Whether earlier counts were loaded from the database.</summary>
    public bool IsBackfilled
    {
        get => _isBackfilled;
        set => _isBackfilled = value;
    }

    /// <param name="counts">Everything counted in the minute.</param>
    public void Count(DateTimeOffset minute, IReadOnlyDictionary<SeriesKey, Histogram> counts)
    {
        var (slice, unclassified) = (indicator.Count(counts), indicator.Unclassified(counts));
        History.Set(minute, slice);
        if (slice.Good + slice.Bad + unclassified > 0)
        {
            Unclassified = unclassified;
        }
    }
}
