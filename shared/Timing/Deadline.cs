namespace Platform.Timing;

/// <summary>A time limit on a call, on top of the caller's own cancellation.</summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public Deadline(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        _limit = new CancellationTokenSource(limit, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        _caller = cancellationToken;
    }

    /// <summary>Cancelled when the limit has passed or the caller cancels.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the limit has passed and the caller has not cancelled.</summary>
    public bool IsExceeded => _limit.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
