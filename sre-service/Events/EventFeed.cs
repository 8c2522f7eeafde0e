using System.Threading.Channels;
using Platform.Configuration;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Leadership;
using SreService.Objectives;

namespace SreService.Events;

/// <summary>
/// Publishes every round to all listeners. It never waits for one: a listener that falls behind is disconnected, and
/// may resume from the id of its last event.
/// </summary>
internal sealed class EventFeed(LeadershipTracker leadership, ServiceIdentity self, TimeProvider clock)
{
    /// <summary>Five minutes at an interval of 5 s.</summary>
    private const int Remembered = 60;

    private readonly Lock _gate = new();
    private readonly Queue<FeedEvent> _past = [];
    private readonly HashSet<Listener> _listeners = [];
    private AlertList _alerts = AlertList.None;
    private FeedEvent? _state;

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

    public void Publish(DateTimeOffset tick, IReadOnlyList<SloStatus> slos, AlertList alerts)
    {
        // The same on all replicas, so that a listener can resume at another one.
        var id = tick.ToUnixTimeMilliseconds();
        var state = new RoundEvent(
            tick, Math.Max(0, (clock.GetUtcNow() - tick).TotalSeconds),
            LeaderReport.Of(leadership.Current, self.InstanceId), [.. slos.Select(ObjectiveSummary.Of)],
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
            Send(new FeedEvent(id, "round", news));
        }
    }

    /// <param name="after">The last event that the listener has; null when it has none.</param>
    /// <returns>
    /// A listener for the events after that one when it is remembered; otherwise for the current state and what
    /// follows.
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

    private void Send(FeedEvent news)
    {
        _past.Enqueue(news);
        if (_past.Count > Remembered)
        {
            _past.Dequeue();
        }

        foreach (var listener in _listeners)
        {
            listener.Send(news);
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
internal sealed record FeedEvent(long Id, string Type, RoundEvent Round);

/// <summary>One client of the event stream.</summary>
internal sealed class Listener : IDisposable
{
    /// <summary>How many rounds a listener may fall behind.</summary>
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

    /// <summary>Cancelled when the listener has fallen behind.</summary>
    public CancellationToken TooSlow => _tooSlow.Token;

    public void Send(FeedEvent news)
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
