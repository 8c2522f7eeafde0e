namespace SreService.Objectives;

/// <summary>
/// An objective with the current revision of its indicator and, after an edit, the previous one, which is
/// still counted and alerts until the new one has as much coverage.
/// </summary>
internal sealed class ObjectiveLine(Objective objective, IndicatorRevision current)
{
    public Objective Objective { get; private set; } = objective;

    public IndicatorRevision Current { get; private set; } = current;

    /// <summary>Null if the current revision has enough coverage.</summary>
    public IndicatorRevision? Predecessor { get; private set; }

    public IEnumerable<IndicatorRevision> Revisions => Predecessor is null ? [Current] : [Current, Predecessor];

    /// <summary>Applies an edit: a new target applies at once, a new indicator starts a revision.</summary>
    public void Become(Objective edited, DateTimeOffset now)
    {
        if (edited.Indicator.Revision != Current.Indicator.Revision)
        {
            // After several edits the last trusted revision stays the predecessor, unless the edit restores it.
            var trusted = Predecessor ?? Current;
            var back = trusted.Indicator.Revision == edited.Indicator.Revision;
            Current = back ? trusted : new IndicatorRevision(edited.Id, edited.Indicator, now);
            Predecessor = back ? null : trusted;
        }

        Objective = edited;
    }

    /// <summary>Adopts a revision that another process had in use, the oldest first.</summary>
    /// <returns>Whether it became the predecessor.</returns>
    public bool Follow(IndicatorRevision earlier)
    {
        if (earlier.SliceKey == Current.SliceKey)
        {
            Current.Status = earlier.Status;
            return false;
        }

        Predecessor ??= earlier;
        return Predecessor == earlier;
    }

    /// <summary>Drops the predecessor once the new revision has enough of its coverage.</summary>
    /// <returns>Whether it did.</returns>
    public bool Succeed(Period window)
    {
        if (Predecessor is null || !Current.IsBackfilled || !Predecessor.IsBackfilled)
        {
            return false;
        }

        var (now, before) = (Covered(Current, window), Covered(Predecessor, window));
        if (now < ErrorBudget.EnoughCoverage * before)
        {
            return false;
        }

        Predecessor = null;
        return true;
    }

    private static int Covered(IndicatorRevision revision, Period window) =>
        revision.History.Sum(window.From, window.Until).CoveredMinutes;
}
