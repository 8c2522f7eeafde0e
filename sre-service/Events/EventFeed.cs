using System.Threading.Channels;
using Platform.Configuration;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Leadership;
using SreService.Objectives;

namespace SreService.Events;

/// <summary>
/// Tells everybody who listens of every round. Nobody is waited for: a reader that falls behind is dropped, and may come
/// back with the id of the last event that it has.
/// </summary>
internal sealed class EventFeed(LeadershipTracker leadership, ServiceIdentity self, TimeProvider clock)
{
    /// <summary>Five minutes at the shortest usual interval.</summary>
    private const int Remembered = 60;

    private readonly Lock _gate = new();
    private readonly Queue<FeedEvent> _past = [];
    private readonly HashSet<Listener> _listeners = [];
    private AlertList _alerts = AlertList.None;
    private FeedEvent? _state;

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get
        {
            lock (_gate)
            {
                return _listeners.Count;
            }
        }
    }

    public void Publish(DateTimeOffset tick, IReadOnlyList<Standing> standings, AlertList alerts)
    {
        // The same on all replicas, so that a reader can go on at another one.
        var id = tick.ToUnixTimeMilliseconds();
        var state = new RoundEvent(
            tick, Math.Max(0, (clock.GetUtcNow() - tick).TotalSeconds),
            LeaderReport.Of(leadership.Current, self.InstanceId), [.. standings.Select(ObjectiveSummary.Of)],
            alerts.Alerts, [], alerts.Alerts.Count, alerts.Alerts.Count(alert => alert.Severity == Severity.Critical));
        lock (_gate)
        {
            if (id <= _state?.Id)
            {
                return;
            }

            var news = state with { Alerts = alerts.ChangedSince(_alerts), Ended = alerts.EndedSince(_alerts) };
            _alerts = alerts;
            _state = new FeedEvent(id, "state", state);
            Tell(new FeedEvent(id, "round", news));
        }
    }

    /// <param name="after">The last event that the reader has; null when it has none.</param>
    /// <returns>
    /// What follows that event when it is remembered; otherwise first the state as it is, then what follows.
    /// </returns>
    public Listener Listen(long? after)
    {
        lock (_gate)
        {
            FeedEvent[] missed = _past.Any(past => past.Id == after)
                ? [.. _past.Where(past => past.Id > after)]
                : _state is null ? [] : [_state];
            var listener = new Listener(missed, Leave);
            _listeners.Add(listener);
            return listener;
        }
    }

    private void Tell(FeedEvent news)
    {
        _past.Enqueue(news);
        if (_past.Count > Remembered)
        {
            _past.Dequeue();
        }

        foreach (var listener in _listeners)
        {
            listener.Tell(news);
        }
    }

    private void Leave(Listener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }
}

/// <param name="Id">Grows from round to round.</param>
/// <param name="Type">state or round.</param>
/// <param name="Round">What happened.</param>
internal sealed record FeedEvent(long Id, string Type, RoundEvent Round);

/// <summary>One who reads the events, as fast as it can.</summary>
internal sealed class Listener : IDisposable
{
    /// <summary>So many rounds a reader may be behind those that it asked for.</summary>
    private const int Backlog = 16;

    private readonly Channel<FeedEvent> _events;
    private readonly CancellationTokenSource _tooSlow = new();
    private readonly Action<Listener> _leave;

    public Listener(IReadOnlyList<FeedEvent> missed, Action<Listener> leave)
    {
        _leave = leave;
        _events = Channel.CreateBounded<FeedEvent>(missed.Count + Backlog);
        foreach (var one in missed)
        {
            _events.Writer.TryWrite(one);
        }
    }

    public ChannelReader<FeedEvent> Events => _events.Reader;

    /// <summary>Fires when the reader has fallen behind.</summary>
    public CancellationToken TooSlow => _tooSlow.Token;

    public void Tell(FeedEvent news)
    {
        if (!_events.Writer.TryWrite(news))
        {
            _ = _tooSlow.CancelAsync();
        }
    }

    public void Dispose()
    {
        _leave(this);
        _tooSlow.Dispose();
    }
}
