using Platform.Resilience;
using Yarp.ReverseProxy.Model;

namespace Gateway.Destinations;

/// <summary>
/// The state of one destination as a breaker: open while it fails its health checks or requests in a row, half-open
/// after the latter until a request has passed. It only reports; the proxy's health checks decide.
/// </summary>
internal sealed class DestinationBreaker : IBreaker
{
    private readonly Lock _lock = new();
    private readonly DestinationState _destination;
    private readonly TimeProvider _clock;
    private readonly Action _changed;
    private readonly IsolationTimer _isolation;
    private BreakerStatus _status;
    private volatile bool _failedRequests;
    private int _failuresInARow;
    private long _successes;

    /// <param name="changed">Makes the proxy choose among the destinations again.</param>
    public DestinationBreaker(
        string name, DestinationState destination, TimeSpan openFor, TimeProvider clock, Action changed)
    {
        (_destination, _clock, _changed) = (destination, clock, changed);
        _isolation = new(clock, changed);
        _status = new(name, BreakerState.Closed, clock.GetUtcNow(), 0, 0, 0, null, null, FailureRatio: null, openFor);
    }

    public BreakerStatus Status
    {
        get
        {
            lock (_lock)
            {
                return (_status = Seen(_status)) with
                {
                    Successes = Interlocked.Read(ref _successes),
                    Isolation = _isolation.Current,
                };
            }
        }
    }

    public bool IsIsolated => _isolation.Current is not null;

    /// <summary>Requests without a whole response since the last that had one.</summary>
    public int FailuresInARow => Volatile.Read(ref _failuresInARow);

    public void Succeeded()
    {
        Interlocked.Increment(ref _successes);
        if (FailuresInARow != 0)
        {
            Volatile.Write(ref _failuresInARow, 0);
        }

        if (_failedRequests)
        {
            Change(status =>
            {
                _failedRequests = false;
                return status;
            });
        }
    }

    /// <param name="reason">One of a few fixed words.</param>
    public void Failed(string reason)
    {
        Interlocked.Increment(ref _failuresInARow);
        Change(status => Failing(status, reason) with { Failures = status.Failures + 1 });
    }

    public void Rejected() => Change(status => status with { Rejected = status.Rejected + 1 });

    public void HealthChecked() => Change(status =>
        _destination.Health.Active == DestinationHealth.Unhealthy ? Failing(status, "health_check") : status);

    public Task IsolateAsync(Isolation isolation)
    {
        _isolation.Begin(isolation);
        _changed();
        return Task.CompletedTask;
    }

    /// <summary>A destination that fails its health checks still gets no requests.</summary>
    public Task CloseAsync()
    {
        _isolation.End();
        lock (_lock)
        {
            _destination.Health.Passive = DestinationHealth.Unknown;
            _failedRequests = false;
        }

        _changed();
        return Task.CompletedTask;
    }

    private BreakerStatus Failing(BreakerStatus status, string reason) =>
        status with { LastFailureReason = reason, LastFailureAt = _clock.GetUtcNow() };

    private void Change(Func<BreakerStatus, BreakerStatus> change)
    {
        lock (_lock)
        {
            _status = Seen(change(_status));
        }
    }

    private BreakerStatus Seen(BreakerStatus status)
    {
        var health = _destination.Health;
        _failedRequests = health.Passive == DestinationHealth.Unhealthy
            || (_failedRequests && health.Passive == DestinationHealth.Unknown);
        var state = StateOf(health);
        return state == status.State ? status : status with { State = state, ChangedAt = _clock.GetUtcNow() };
    }

    private BreakerState StateOf(DestinationHealthState health) =>
        IsIsolated ? BreakerState.Isolated
        : health.Active == DestinationHealth.Unhealthy ? BreakerState.Open
        : health.Passive == DestinationHealth.Unhealthy ? BreakerState.Open
        : _failedRequests ? BreakerState.HalfOpen
        : BreakerState.Closed;
}
