using SreService.Counting;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Status of each objective, updated by every evaluation round; reading does not change it.</summary>
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

    /// <returns>By the slice key of the revision.</returns>
    public IReadOnlyDictionary<string, ObjectiveStatus> Statuses() =>
        Revisions().ToDictionary(revision => revision.SliceKey, revision => revision.Status);

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
    public void Refresh()
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
                        revision.History.Set(minute, revision.Indicator.Count(counts));
                    }

                    var newest = Of(line.Objective, revision);
                    revision.Status = ObjectiveStatuses.Next(
                        revision.Status, newest.Budget.Remaining(newest.Newest.Good, newest.Newest.Bad));
                }

                line.Succeed(WindowOf(line.Objective));
            }
        }
    }

    /// <returns>The slices of a minute, of all revisions in use.</returns>
    public IEnumerable<ObjectiveSlice> Count(MinuteCounts minute) => Revisions().Select(revision =>
        new ObjectiveSlice(revision.SliceKey, minute.Minute, revision.Indicator.Count(minute.Counts)));

    /// <returns>Null for an unknown objective.</returns>
    public SloStatus? Find(string id) =>
        Slos(line => line.Objective.Id == id, line => line.Current).SingleOrDefault();

    public IReadOnlyList<SloStatus> All() => Slos(_ => true, line => line.Current);

    /// <returns>The statuses that alerts follow: by the previous revision while the new one lacks coverage.</returns>
    public IReadOnlyList<SloStatus> Alerting() => Slos(_ => true, line => line.Alerting);

    /// <returns>By the previous revision; null if there is none.</returns>
    public SloStatus? Before(string id) =>
        Slos(line => line.Objective.Id == id && line.Predecessor is not null, line => line.Predecessor!)
            .SingleOrDefault();

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

    private IReadOnlyList<SloStatus> Slos(Func<ObjectiveLine, bool> which, Func<ObjectiveLine, IndicatorRevision> by)
    {
        lock (_gate)
        {
            return [.. Lines().Where(which).Select(line => Of(line.Objective, by(line)))];
        }
    }

    private SloStatus Of(Objective objective, IndicatorRevision revision)
    {
        var (window, closed) = (WindowOf(objective), clock.GetUtcNow().ClosedUntil);
        return new SloStatus(
            objective, revision, revision.Status, window, revision.History.Sum(window.From, window.Until),
            revision.History.Sum(window.From, closed), closed);
    }

    private Period WindowOf(Objective objective)
    {
        var minute = clock.GetUtcNow().WholeMinute;
        return objective.Window.At(objective.CountsMinutes ? minute : minute + Minutes.One);
    }

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
            revision.History.Set(minute, revision.Indicator.Count(counts));
        }

        // A round that is being stored does not include it yet.
        recent.CountAgain(clock.GetUtcNow().ClosedUntil);
    }
}
