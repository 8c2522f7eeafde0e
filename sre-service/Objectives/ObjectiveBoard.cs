using SreService.Counting;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Where each objective stands. Moves with every round of readings; asking does not change it.</summary>
internal sealed class ObjectiveBoard(Catalogue catalogue, SliceBook book, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private List<ObjectiveLine> _lines = [];
    private ObjectiveSet? _set;
    private long _seen;

    /// <summary>Takes over what an earlier process wrote.</summary>
    public void Restore(IEnumerable<StoredSlice> slices)
    {
        var histories = Generations().ToDictionary(
            generation => generation.SliceKey, generation => generation.History);
        foreach (var stored in slices)
        {
            histories.GetValueOrDefault(stored.Objective)?.Set(stored.Minute, stored.Slice);
        }
    }

    /// <summary>Goes on from the statuses that another replica found, by slice key.</summary>
    public void Restore(IReadOnlyDictionary<string, ObjectiveStatus> statuses)
    {
        foreach (var generation in Generations())
        {
            generation.Status = statuses.GetValueOrDefault(generation.SliceKey, generation.Status);
        }
    }

    /// <returns>By the slice key of the generation.</returns>
    public IReadOnlyDictionary<string, ObjectiveStatus> Statuses() =>
        Generations().ToDictionary(generation => generation.SliceKey, generation => generation.Status);

    /// <summary>Nothing is known of those minutes any more.</summary>
    public void Forget(IEnumerable<DateTimeOffset> minutes)
    {
        foreach (var minute in minutes)
        {
            foreach (var generation in Generations())
            {
                generation.History.Set(minute, new Slice(0, 0, Covered: false));
            }
        }
    }

    public void Clear()
    {
        foreach (var generation in Generations())
        {
            generation.History.Clear();
        }
    }

    /// <summary>Counts the minutes that changed again, whole, and lets the statuses follow.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            var lines = Lines();
            (_seen, var changed) = book.ChangedAfter(_seen);
            foreach (var line in lines)
            {
                foreach (var generation in line.Generations)
                {
                    foreach (var (minute, counts) in changed)
                    {
                        generation.History.Set(minute, generation.Definition.Count(counts));
                    }

                    var newest = Of(line.Objective, generation);
                    generation.Status = ObjectiveStatuses.Next(
                        generation.Status, newest.Budget.Remaining(newest.Newest.Good, newest.Newest.Bad));
                }

                line.Succeed(WindowOf(line.Objective));
            }
        }
    }

    /// <returns>The slices of a minute, of all generations that are in use.</returns>
    public IEnumerable<StoredSlice> Count(MinuteCounts minute) => Generations().Select(generation =>
        new StoredSlice(generation.SliceKey, minute.Minute, generation.Definition.Count(minute.Counts)));

    /// <returns>Null when there is no such objective.</returns>
    public Standing? Find(string id) =>
        Standings(line => line.Objective.Id == id, line => line.Current).SingleOrDefault();

    public IReadOnlyList<Standing> All() => Standings(_ => true, line => line.Current);

    /// <returns>The standings that alerts follow: by the generation before while the new one is not trusted.</returns>
    public IReadOnlyList<Standing> Alerting() => Standings(_ => true, line => line.Alerting);

    /// <returns>By the generation before; null when there is none.</returns>
    public Standing? Before(string id) =>
        Standings(line => line.Objective.Id == id && line.Predecessor is not null, line => line.Predecessor!)
            .SingleOrDefault();

    public IReadOnlyList<Generation> Generations()
    {
        lock (_gate)
        {
            return [.. Lines().SelectMany(line => line.Generations)];
        }
    }

    /// <summary>
    /// Tells of a generation that another process had in use: the same one, which goes on with the status that it had,
    /// or the one before, from which the definition was edited since.
    /// </summary>
    public void Follow(Generation earlier)
    {
        lock (_gate)
        {
            if (Lines().Find(line => line.Objective.Id == earlier.Objective) is { } line && line.Follow(earlier))
            {
                CountAgain(earlier);
            }
        }
    }

    private IReadOnlyList<Standing> Standings(Func<ObjectiveLine, bool> which, Func<ObjectiveLine, Generation> by)
    {
        lock (_gate)
        {
            return [.. Lines().Where(which).Select(line => Of(line.Objective, by(line)))];
        }
    }

    private Standing Of(Objective objective, Generation generation)
    {
        var (window, closed) = (WindowOf(objective), clock.GetUtcNow().ClosedUntil);
        return new Standing(
            objective, generation, generation.Status, window, generation.History.Sum(window.From, window.Until),
            generation.History.Sum(window.From, closed), closed);
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
        line ??= new(objective, new Generation(objective.Id, objective.Definition, since));
        line.Become(objective, since);
        if (line.Current != known)
        {
            CountAgain(line.Current);
        }

        return line;
    }

    /// <summary>What is in memory can be counted at once by a new definition; the rest is in the database.</summary>
    private void CountAgain(Generation generation)
    {
        foreach (var (minute, counts) in book.Before(DateTimeOffset.MaxValue, generation.Definition.Reads))
        {
            generation.History.Set(minute, generation.Definition.Count(counts));
        }

        // A round that is on its way to the database does not know of it yet.
        book.CountAgain(clock.GetUtcNow().ClosedUntil);
    }
}
