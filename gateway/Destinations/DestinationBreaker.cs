using Platform.Resilience;
using Yarp.ReverseProxy.Model;

namespace Gateway.Destinations;

/// <summary>
/// How one destination is seen from here: open while it does not answer its health checks or fails too many requests,
/// half-open after the latter until a request has passed. It only watches; the proxy's health checks decide.
/// </summary>
internal sealed class DestinationBreaker(string name, double failureRatio, TimeSpan openFor, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private BreakerStatus _status = new(
        name, BreakerState.Closed, clock.GetUtcNow(), 0, 0, 0, null, null, failureRatio, openFor);
    private bool _failedRequests;

    public BreakerStatus Status(DestinationHealthState health)
    {
        lock (_lock)
        {
            return _status = Seen(_status, health);
        }
    }

    public void Succeeded(DestinationHealthState health) =>
        Change(health, status => status with { Successes = status.Successes + 1 });

    /// <param name="health">The destination's health after the call.</param>
    /// <param name="reason">One of a few fixed words.</param>
    public void Failed(DestinationHealthState health, string reason) =>
        Change(health, status => Failing(status, reason) with { Failures = status.Failures + 1 });

    public void Rejected(DestinationHealthState health) =>
        Change(health, status => status with { Rejected = status.Rejected + 1 });

    public void Probed(DestinationHealthState health) =>
        Change(
            health,
            status => health.Active == DestinationHealth.Unhealthy ? Failing(status, "health_check") : status);

    private BreakerStatus Failing(BreakerStatus status, string reason) =>
        status with { LastFailureReason = reason, LastFailureAt = clock.GetUtcNow() };

    private void Change(DestinationHealthState health, Func<BreakerStatus, BreakerStatus> change)
    {
        lock (_lock)
        {
            _status = Seen(change(_status), health);
        }
    }

    private BreakerStatus Seen(BreakerStatus status, DestinationHealthState health)
    {
        _failedRequests = health.Passive == DestinationHealth.Unhealthy
            || (_failedRequests && health.Passive == DestinationHealth.Unknown);
        var state = StateOf(health);
        return state == status.State ? status : status with { State = state, ChangedAt = clock.GetUtcNow() };
    }

    private BreakerState StateOf(DestinationHealthState health) =>
        health.Active == DestinationHealth.Unhealthy ? BreakerState.Open
        : health.Passive == DestinationHealth.Unhealthy ? BreakerState.Open
        : _failedRequests ? BreakerState.HalfOpen
        : BreakerState.Closed;
}
