using SreService.Counting;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// Counts each objective in every evaluation round; the round state shows a <see cref="Snapshot"/> of it.
/// </summary>
internal sealed class ObjectiveBoard(Catalogue catalogue, RecentCounts recent, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private List<ObjectiveLine> _lines = [];
    private ObjectiveSet? _set;
    private long _seen;

    /// <summary>Restores what an earlier process stored.</summary>
    public void Restore(IEnumerable<ObjectiveSlice> slices)
    {
        var histories = Revisions().ToDictionary(
            revision => revision.SliceKey, revision => revision.History);
        foreach (var stored in slices)
        {
            histories.GetValueOrDefault(stored.Objective)?.Set(stored.Minute, stored.Slice);
        }
    }

    /// <summary>Restores the statuses that another replica found, by slice key.</summary>
    public void Restore(IReadOnlyDictionary<string, ObjectiveStatus> statuses)
    {
        foreach (var revision in Revisions())
        {
            revision.Status = statuses.GetValueOrDefault(revision.SliceKey, revision.Status);
        }
    }

    /// <summary>Marks minutes as not observed.</summary>
    public void Forget(IEnumerable<DateTimeOffset> minutes)
    {
        foreach (var minute in minutes)
        {
            foreach (var revision in Revisions())
            {
                revision.History.Set(minute, new Slice(0, 0, Covered: false));
            }
        }
    }

    public void Clear()
    {
        foreach (var revision in Revisions())
        {
            revision.History.Clear();
        }
    }

    /// <summary>Recounts the changed minutes and updates the statuses.</summary>
    /// <param name="at">The time of the round.</param>
    public void Refresh(DateTimeOffset at)
    {
        lock (_gate)
        {
            var lines = Lines();
            (_seen, var changed) = recent.ChangedAfter(_seen);
            foreach (var line in lines)
            {
                foreach (var revision in line.Revisions)
                {
                    foreach (var (minute, counts) in changed)
                    {
                        revision.Count(minute, counts);
                    }

                    var newest = Of(line.Objective, revision, at);
                    revision.Status = ObjectiveStatuses.Next(
                        revision.Status, new Burn(newest.Newest, newest.Budget));
                }

                line.Succeed(WindowOf(line.Objective, at));
            }
        }
    }

    /// <returns>The slices of a minute, of all revisions in use.</returns>
    public IEnumerable<ObjectiveSlice> Count(MinuteCounts minute) => Revisions().Select(revision =>
        new ObjectiveSlice(revision.SliceKey, minute.Minute, revision.Indicator.Count(minute.Counts)));

    /// <returns>The statuses as of a time, which later rounds do not change.</returns>
    public SloList Snapshot(DateTimeOffset at)
    {
        lock (_gate)
        {
            var lines = Lines();
            return new(
                _set!, [.. lines.Select(line => Of(line.Objective, line.Current, at).Frozen())],
                [
                    .. lines.Where(line => line.Predecessor is not null)
                        .Select(line => Of(line.Objective, line.Predecessor!, at).Frozen()),
                ]);
        }
    }

    public IReadOnlyList<IndicatorRevision> Revisions()
    {
        lock (_gate)
        {
            return [.. Lines().SelectMany(line => line.Revisions)];
        }
    }

    /// <summary>
    /// Adopts a revision that another process had in use: the current one, which keeps its status,
    /// or the previous one, from before an edit.
    /// </summary>
    public void Follow(IndicatorRevision earlier)
    {
        lock (_gate)
        {
            if (Lines().Find(line => line.Objective.Id == earlier.Objective) is { } line && line.Follow(earlier))
            {
                CountAgain(earlier);
            }
        }
    }

    private static SloStatus Of(Objective objective, IndicatorRevision revision, DateTimeOffset at)
    {
        var (window, closed) = (WindowOf(objective, at), at.ClosedUntil);
        return new SloStatus(
            objective, revision, revision.Status, window, revision.History.Sum(window.From, window.Until),
            revision.History.Sum(window.From, closed), closed);
    }

    private static Period WindowOf(Objective objective, DateTimeOffset at) =>
        objective.Window.At(objective.CountsMinutes ? at.WholeMinute : at.WholeMinute + Minutes.One);

    private List<ObjectiveLine> Lines()
    {
        if (catalogue.Current is var set && !ReferenceEquals(set, _set))
        {
            _lines = [.. set.Objectives.Select(objective => Line(objective, set.Since))];
            _set = set;
        }

        return _lines;
    }

    private ObjectiveLine Line(Objective objective, DateTimeOffset since)
    {
        var line = _lines.Find(line => line.Objective.Id == objective.Id);
        var known = line?.Current;
        line ??= new(objective, new IndicatorRevision(objective.Id, objective.Indicator, since));
        line.Become(objective, since);
        if (line.Current != known)
        {
            CountAgain(line.Current);
        }

        return line;
    }

    /// <summary>Counts what is in memory by a new indicator; older counts are backfilled from the database.</summary>
    private void CountAgain(IndicatorRevision revision)
    {
        foreach (var (minute, counts) in recent.Before(DateTimeOffset.MaxValue, revision.Indicator.Reads))
        {
            revision.Count(minute, counts);
        }

        // A round that is being stored does not include it yet.
        recent.CountAgain(clock.GetUtcNow().ClosedUntil);
    }
}
