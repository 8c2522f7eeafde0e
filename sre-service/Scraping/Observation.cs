using System.Collections.Immutable;
using SreService.Alerting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// What follows from a round of readings: increments into the book, the book into objectives, and a batch for the
/// database in which counts and the readings they came from belong together.
/// </summary>
internal sealed class Observation(
    SliceBook book, ObjectiveBoard objectives, AlertBoard alerts, SliceKeeper keeper, TimeProvider clock)
{
    private static readonly TimeSpan ProcessesKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan JustBefore = TimeSpan.FromTicks(1);

    // A process that started within the slices that are still open is counted from its start: it lies within them.
    private readonly Increments _increments = new(clock.GetUtcNow() - (Minutes.Open * Minutes.One));

    private volatile bool _knowsHistory;

    /// <summary>
    /// Whether the database has said what was counted before. Until then replicas are watched and nothing is counted:
    /// their totals wait for us, and counting from the wrong place would count twice.
    /// </summary>
    public bool KnowsHistory => _knowsHistory;

    /// <param name="tick">The moment that the readings count for; the minute before a full one takes them.</param>
    /// <param name="replicas">The replicas after the round.</param>
    public void Take(DateTimeOffset tick, ImmutableArray<Replica> replicas)
    {
        Restore();
        if (_knowsHistory)
        {
            var sights = replicas.GroupBy(replica => replica.Target.Service).Select(Sight);
            book.Add(tick - JustBefore, [.. replicas.SelectMany(Counted), .. sights]);
            _increments.Forget(tick - ProcessesKept);
        }

        objectives.Refresh();
        alerts.Refresh(AlertRules.Evaluate(Facts(tick, replicas)), tick);
        if (_knowsHistory)
        {
            keeper.Offer(Unwritten(tick));
        }
    }

    /// <summary>No further round will come.</summary>
    public void End()
    {
        if (_knowsHistory)
        {
            objectives.Refresh();
            keeper.Offer(Unwritten(clock.GetUtcNow()));
        }
    }

    private void Restore()
    {
        if (keeper.TakeLoaded() is not { } stored)
        {
            return;
        }

        book.Restore(stored.Minutes);
        objectives.Restore(stored.Slices);
        foreach (var reading in stored.Readings)
        {
            _increments.Restore(reading);
        }

        _knowsHistory = true;
    }

    private AlertFacts Facts(DateTimeOffset tick, ImmutableArray<Replica> replicas) => new(
        book.SumSince(tick - Minutes.One), book.SumSince(tick - SliceBook.Recent), replicas, [.. objectives.All()],
        keeper.State);

    private IEnumerable<(CountKey, Tally)> Counted(Replica replica) =>
        replica is { Failure: null, Reading: { } reading }
        ? _increments.Take(replica.Target.Place, reading)
            .Select(increment => (increment.Series.KeyAt(replica.Target.Service), increment.Added))
        : [];

    private static (CountKey, Tally) Sight(IGrouping<string, Replica> service) =>
        (service.All(replica => replica.InSight)
            ? new CountKey(Measure.Sight, service.Key, "", Outcome.Good, "")
            : new CountKey(Measure.Sight, service.Key, "", Outcome.Bad, "unreachable"), Tally.Of(1));

    private Batch Unwritten(DateTimeOffset tick)
    {
        var (sequence, minutes) = book.ChangedAfter(keeper.State.Sequence);
        var slices =
            from minute in minutes
            from objective in Catalogue.Objectives
            select new StoredSlice(objective.Id, minute.Minute, objective.Count(minute.Counts));
        var readings = _increments.ReadAfter(keeper.State.ReadingsWrittenAt);
        return new Batch(tick, sequence, new Stored([.. slices], minutes, readings));
    }
}
