using System.Collections.Immutable;
using SreService.Counting;
using SreService.Events;
using SreService.Leadership;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>
/// One evaluation round: scrapes become counts, counts become SLO statuses, and the round state advances. Changes are
/// written together with the scrapes that they came from. A follower loads what the leader wrote instead.
/// </summary>
internal sealed class EvaluationRound(
    CurrentRound current, RoundInputs inputs, ScrapeCounter counter, RecentCounts recent, ObjectiveBoard objectives,
    RoundWriter writer, Storage storage, LeadershipTracker leadership, EventFeed events,
    NotificationSettings notifications, TimeProvider clock)
    : IProbeCounts
{
    private static readonly TimeSpan JustBefore = TimeSpan.FromTicks(1);

    // Nothing is counted while the role changes.
    private readonly Lock _gate = new();
    private readonly UnwrittenChanges _unwritten = new();

    // Since when a round is expected to be written soon.
    private DateTimeOffset _writingSince = clock.GetUtcNow();

    /// <param name="tick">The moment that the scrapes count for; the minute before a full one takes them.</param>
    /// <param name="read">The replicas after the scrapes of this round.</param>
    /// <param name="queried">What queries to a Prometheus counted.</param>
    public void Evaluate(DateTimeOffset tick, ImmutableArray<Replica> read, CountedMinute queried)
    {
        lock (_gate)
        {
            // Another replica became the leader during the scrapes and counts them.
            if (!leadership.Current.Scrapes)
            {
                return;
            }

            if (recent.HistoryLoaded)
            {
                recent.Add(queried.At, queried.Counts);
                recent.Add(tick - JustBefore, counter.Count(read));
            }

            objectives.Refresh(tick);
            _unwritten.Add(current.Advance(inputs.At(tick, read, _writingSince) with
            {
                QueryProblems = queried.Problems,
            }));
            OfferUnwritten(tick);
            Publish(tick);
        }
    }

    /// <summary>Counts the final scrapes when the process stops.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!recent.HistoryLoaded || !leadership.Current.Scrapes)
            {
                return;
            }

            var now = clock.GetUtcNow();
            recent.Add(now, counter.CountLast());
            objectives.Refresh(now);
            current.Show(objectives.Snapshot(now));
            OfferUnwritten(now);
        }
    }

    /// <summary>Loads all stored data.</summary>
    /// <param name="replace">Whether to drop the counts in memory instead of adding to them.</param>
    public void Load(Round round, RoundData data, bool replace, Action changeRole)
    {
        lock (_gate)
        {
            if (replace)
            {
                recent.Clear();
                objectives.Clear();
            }

            recent.Restore(data.Minutes, data.Recent);
            objectives.Restore(data.Slices);
            recent.HistoryLoaded = true;
            changeRole();
            Continue(round);
        }
    }

    /// <summary>Loads what the leader wrote since the last call.</summary>
    public void Follow(Round round, RoundData changes, Action changeRole)
    {
        lock (_gate)
        {
            recent.Replace(changes.Minutes, changes.Recent, round.ReadAt ?? clock.GetUtcNow());
            changeRole();
            Continue(round);
        }
    }

    /// <summary>Starts counting as the leader, from the last scrapes that the previous leader wrote.</summary>
    public void Begin(IReadOnlyList<ProcessCounters> scrapes, Action changeRole)
    {
        lock (_gate)
        {
            _writingSince = clock.GetUtcNow();
            counter.Begin(scrapes, _writingSince);
            changeRole();
        }
    }

    /// <summary>Continues in the same term after the database was unavailable.</summary>
    public void Resume(Action changeRole)
    {
        lock (_gate)
        {
            recent.CountAgain(clock.GetUtcNow() - RecentCounts.Waiting);
            changeRole();
        }
    }

    bool IProbeCounts.Add(DateTimeOffset tick, SeriesKey probe)
    {
        lock (_gate)
        {
            if (!leadership.Current.Scrapes)
            {
                return false;
            }

            recent.Add(tick, [(probe, Histogram.Of(1))]);
            return true;
        }
    }

    private void Continue(Round round)
    {
        if (round is not { Document: { } document, ReadAt: { } readAt })
        {
            return;
        }

        objectives.Refresh(readAt);
        objectives.Restore(document.Statuses);
        _unwritten.Clear();
        current.Replace(document.ToState(readAt, objectives.Snapshot(readAt), notifications));
        Publish(readAt);
    }

    private void Publish(DateTimeOffset tick)
    {
        var state = current.State;
        events.Publish(tick, state.Slos.Current, state.Alerts);
    }

    private void OfferUnwritten(DateTimeOffset tick)
    {
        if (!recent.HistoryLoaded)
        {
            return;
        }

        var dropped = recent.DropUnwritten(storage.State.Sequence, tick.WholeMinute - RecentCounts.Waiting);
        objectives.Forget(dropped);
        writer.Dropped(dropped);

        var (sequence, minutes, counted) = recent.CountedAfter(storage.State.Sequence);
        var (scrapeSequence, scrapes) = counter.ReadAfter(storage.State.ScrapeSequence);
        writer.Offer(new Batch(
            leadership.Current.Term, tick, sequence, scrapeSequence,
            new([.. minutes.SelectMany(objectives.Count)], minutes, counted, scrapes),
            RoundDocument.Of(current.State))
        {
            Changes = _unwritten.After(storage.State.ChangeSequence),
            ChangeSequence = _unwritten.Sequence,
        });
    }
}
