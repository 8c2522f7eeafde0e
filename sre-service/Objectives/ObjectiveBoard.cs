using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Where each objective stands. Moves with every round of readings; asking does not change it.</summary>
internal sealed class ObjectiveBoard(SliceBook book, TimeProvider clock)
{
    private readonly Dictionary<string, ObjectiveHistory> _histories =
        Catalogue.Objectives.ToDictionary(
            objective => objective.Id, objective => new ObjectiveHistory(objective.WindowMinutes));

    private readonly Dictionary<string, ObjectiveStatus> _statuses = [];
    private long _seen;

    /// <summary>Takes over what an earlier process wrote.</summary>
    public void Restore(IEnumerable<StoredSlice> slices)
    {
        foreach (var stored in slices)
        {
            _histories.GetValueOrDefault(stored.Objective)?.Set(stored.Minute, stored.Slice);
        }
    }

    /// <summary>Counts the minutes that changed again, whole, and lets the statuses follow.</summary>
    public void Refresh()
    {
        (_seen, var changed) = book.ChangedAfter(_seen);
        var now = clock.GetUtcNow();
        foreach (var objective in Catalogue.Objectives)
        {
            var history = _histories[objective.Id];
            foreach (var (minute, counts) in changed)
            {
                history.Set(minute, objective.Count(counts));
            }

            var newest = Newest(objective, now);
            var remaining = new ErrorBudget(objective.Target).Remaining(newest.Good, newest.Bad);
            lock (_statuses)
            {
                _statuses[objective.Id] = ObjectiveStatuses.Next(_statuses.GetValueOrDefault(objective.Id), remaining);
            }
        }
    }

    public Standing Of(Objective objective)
    {
        var now = clock.GetUtcNow();
        lock (_statuses)
        {
            return new Standing(
                objective, _statuses.GetValueOrDefault(objective.Id), Newest(objective, now),
                _histories[objective.Id].Sum(now.WholeMinute, until: now.ClosedUntil), now.ClosedUntil);
        }
    }

    public IEnumerable<Standing> All() => Catalogue.Objectives.Select(Of);

    public IReadOnlyList<(DateTimeOffset Minute, Slice Slice)> Slices(
        Objective objective, DateTimeOffset from, DateTimeOffset until) =>
        _histories[objective.Id].Between(from, until);

    private WindowCounts Newest(Objective objective, DateTimeOffset now) =>
        _histories[objective.Id].Sum(
            now.WholeMinute, until: objective.CountsMinutes ? now.WholeMinute : now.WholeMinute + Minutes.One);
}

/// <summary>An objective as it stands.</summary>
/// <param name="Objective">The promise.</param>
/// <param name="Status">How it is.</param>
/// <param name="Newest">The counts of its window up to the newest reading.</param>
/// <param name="Closed">The counts of its window up to the watermark, which do not change any more.</param>
/// <param name="ClosedUntil">The watermark.</param>
internal sealed record Standing(
    Objective Objective, ObjectiveStatus Status, WindowCounts Newest, WindowCounts Closed, DateTimeOffset ClosedUntil)
{
    /// <summary>The share of good events; null without events.</summary>
    public decimal? Sli => ErrorBudget.Sli(Newest.Good, Newest.Bad);

    public bool MeetsTarget => Sli >= Objective.Target;
}
