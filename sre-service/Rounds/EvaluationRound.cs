using System.Collections.Immutable;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Events;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Leadership;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>
/// What follows from a round of readings: increments into the book, the book into objectives, and a batch for the
/// database in which counts and the readings they came from belong together. A replica that follows takes over what came
/// of the evaluator's round instead.
/// </summary>
internal sealed class EvaluationRound(
    SliceBook book, ObjectiveBoard objectives, AlertBoard alerts, NotificationBoard notifications, Replicas replicas, RoundWriter keeper,
    Storage storage, TimelineBoard timeline, IncidentBoard incidents, JobBook jobs, RoundLog log, LastReadings lastReadings, LeadershipTracker leadership, EventFeed events, TimeProvider clock)
{
    private static readonly TimeSpan JustBefore = TimeSpan.FromTicks(1);

    // When there was reason to expect that a round is written soon.
    private DateTimeOffset _writingSince = clock.GetUtcNow();

    private Increments _increments = new();

    // How long replicas were observed before that moment, by this process and those before it.
    private TimeSpan _observedBefore;
    private long _observingSince = clock.GetTimestamp();

    private TimeSpan Observed => _observedBefore + clock.GetElapsedTime(_observingSince);

    /// <param name="tick">The moment that the readings count for; the minute before a full one takes them.</param>
    /// <param name="read">The replicas after the round.</param>
    public void Take(DateTimeOffset tick, ImmutableArray<Replica> read)
    {
        lock (leadership.Gate)
        {
            // Another one took over while the replicas were asked: it counts what they said.
            if (!leadership.Current.Reads)
            {
                return;
            }

            log.Add(timeline.Refresh(replicas.All, read, tick));
            if (book.KnowsHistory)
            {
                var presence = read.GroupBy(replica => replica.Target.Service).SelectMany(Presence);
                book.Add(tick - JustBefore, Sum([.. read.SelectMany(Counted), .. LastCounted(), .. presence]));
                _increments.Forget(Observed);
            }

            objectives.Refresh();
            var facts = Facts(tick, read);
            var verdicts = AlertRules.Evaluate(facts);
            // Close together: answers tell how old the readings are beside the alerts that were found in them.
            replicas.Update(tick, read);
            log.Add(alerts.Refresh(verdicts, tick));
            log.Add(incidents.Refresh(alerts.Current.Alerts, facts, tick));
            notifications.Refresh(alerts.Current, incidents.LevelOf, timeline.LastChange(read, tick), tick);
            OfferUnwritten(tick);
            events.Publish(tick, objectives.All(), alerts.Current);
        }
    }

    /// <summary>No further round will come.</summary>
    public void End()
    {
        lock (leadership.Gate)
        {
            if (!book.KnowsHistory || !leadership.Current.Reads)
            {
                return;
            }

            var now = clock.GetUtcNow();
            book.Add(now, Sum(LastCounted()));
            objectives.Refresh();
            OfferUnwritten(now);
        }
    }

    /// <summary>Takes over everything that the database has.</summary>
    /// <param name="round">The round that it stands at.</param>
    /// <param name="stored">What it has.</param>
    /// <param name="afresh">Whether what was counted here is not to be added to it.</param>
    /// <param name="changeRole">Changes the part that this replica has.</param>
    public void Restore(Round round, Stored stored, bool afresh, Action changeRole)
    {
        lock (leadership.Gate)
        {
            if (afresh)
            {
                book.Clear();
                objectives.Clear();
            }

            book.Restore(stored.Minutes);
            objectives.Restore(stored.Slices);
            book.KnowsHistory = true;
            changeRole();
            Show(round);
        }
    }

    /// <summary>Takes over what an evaluator wrote since the last time.</summary>
    public void Follow(Round round, IReadOnlyList<MinuteCounts> changes, Action changeRole)
    {
        lock (leadership.Gate)
        {
            book.Replace(changes, round.ReadAt ?? clock.GetUtcNow());
            changeRole();
            Show(round);
        }
    }

    /// <summary>Counts from here on: each process from where the one before stopped.</summary>
    public void Begin(IReadOnlyList<LastReading> readings, Action changeRole)
    {
        lock (leadership.Gate)
        {
            var now = clock.GetUtcNow();
            _writingSince = now;
            _observingSince = clock.GetTimestamp();
            _observedBefore = ObservedBefore(now);
            _increments = new Increments(_increments.Sequence);
            foreach (var reading in readings)
            {
                _increments.Restore(reading, Observed - (now - reading.At));
            }

            changeRole();
        }
    }

    /// <summary>Goes on after the database was away, in the same term.</summary>
    public void Resume(Action changeRole)
    {
        lock (leadership.Gate)
        {
            book.CountAgain(clock.GetUtcNow() - SliceBook.Waiting);
            changeRole();
        }
    }

    /// <summary>
    /// What was counted first, by this process or an earlier one, is where observing began. A process that started within
    /// the slices that are still open is counted from its start all the same: it lies within them.
    /// </summary>
    private TimeSpan ObservedBefore(DateTimeOffset now)
    {
        var open = Minutes.Open * Minutes.One;
        return book.FirstMinute is { } first && now - first > open ? now - first : open;
    }

    private void Show(Round round)
    {
        if (round is not { State: { } state, ReadAt: { } readAt })
        {
            return;
        }

        var read = state.Replicas.Select(replica => replica.ToReplica()).ToImmutableArray();
        objectives.Refresh();
        objectives.Restore(state.Statuses);
        log.Clear();
        replicas.Update(readAt, read);
        alerts.Restore(state.Alerts);
        timeline.Restore(state.Configuration, state.ConfiguredAt);
        incidents.Restore(state.Incidents);
        notifications.Restore(state.Receivers);
        events.Publish(readAt, objectives.All(), alerts.Current);
    }

    private AlertFacts Facts(DateTimeOffset tick, ImmutableArray<Replica> read) => new(
        book.SumSince(tick - Minutes.One), book.SumSince(tick - SliceBook.Recent), read, objectives.Alerting(),
        storage.State, tick - (storage.State.WrittenAt ?? _writingSince))
    {
        Jobs = jobs.Jobs,
        At = tick,
    };

    private IEnumerable<(CountKey, Tally)> Counted(Replica replica) =>
        replica is { Failure: null, Reading: { } reading }
        ? Counted(replica.Target.Place, reading, isLast: false)
        : [];

    private IEnumerable<(CountKey, Tally)> LastCounted() =>
        lastReadings.TakeAll().SelectMany(last => Counted(last.Place, last.Reading, isLast: true));

    private IEnumerable<(CountKey, Tally)> Counted(string place, Reading reading, bool isLast) =>
        _increments.Take(place, reading, Observed, isLast)
            .Where(increment => !increment.Series.IsCounted)
            .Select(increment => (increment.Series.KeyAt(reading.Process.Service), increment.Added));

    /// <summary>What all replicas counted together: the book need not know which of them.</summary>
    private static IReadOnlyCollection<(CountKey, Tally)> Sum(IEnumerable<(CountKey Key, Tally Tally)> counts) =>
        [.. counts.Summed().Select(sum => (sum.Key, sum.Value))];

    private IEnumerable<(CountKey, Tally)> Presence(IGrouping<string, Replica> service)
    {
        yield return (
            service.All(replica => replica.InSight)
                ? new CountKey(Measure.Sight, service.Key, "", Outcome.Good, "")
                : new CountKey(Measure.Sight, service.Key, "", Outcome.Bad, "unreachable"),
            Tally.Of(1));

        var running = service.Count(replica => !replica.HasEnded);
        yield return (
            new CountKey(Measure.ReplicaTime, service.Key, "", Outcome.Good, ""),
            new Tally(running, (long)(running * replicas.Interval).TotalMicroseconds, []));
    }

    private void OfferUnwritten(DateTimeOffset tick)
    {
        if (!book.KnowsHistory)
        {
            return;
        }

        var dropped = book.DropUnwritten(storage.State.Sequence, tick.WholeMinute - SliceBook.Waiting);
        objectives.Forget(dropped);
        keeper.Dropped(dropped);

        var (sequence, minutes) = book.CountedAfter(storage.State.Sequence);
        var (readingSequence, readings) = _increments.ReadAfter(storage.State.ReadingSequence);
        var changes = new Stored([.. minutes.SelectMany(objectives.Count)], minutes, readings);
        var state = new RoundState(
            [.. replicas.All.Select(ReplicaState.Of)], alerts.Current, objectives.Statuses(), notifications.Current)
        {
            Incidents = incidents.Current,
            Configuration = timeline.Configuration,
            ConfiguredAt = timeline.ConfiguredAt,
        };
        keeper.Offer(new Batch(leadership.Current.Term, tick, sequence, readingSequence, changes, state)
        {
            Log = log.After(storage.State.LogSequence),
        });
    }
}
