namespace Platform.Resilience;

/// <summary>Holds the isolation in force and ends it in time.</summary>
/// <param name="ended">Called when the time is over.</param>
public sealed class IsolationTimer(TimeProvider clock, Action ended)
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private volatile Isolation? _current;

    /// <summary>Null when not isolated.</summary>
    public Isolation? Current => _current;

    public void Begin(Isolation isolation)
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _current = isolation;
            var left = isolation.Until - clock.GetUtcNow();
            _timer = clock.CreateTimer(
                _ => Expire(isolation), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            (_timer, _current) = (null, null);
        }
    }

    private void Expire(Isolation isolation)
    {
        lock (_gate)
        {
            if (_current != isolation)
            {
                return;
            }

            End();
        }

        ended();
    }
}
