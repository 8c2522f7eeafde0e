using Platform.Resilience;
using Polly.CircuitBreaker;

namespace WebFrontend.Users;

/// <summary>One replica of users-service, with a breaker of its own.</summary>
/// <param name="host">The name under which it was found: a certificate is for that name.</param>
internal sealed class Replica(Uri address, string host, Breaker breaker, TimeProvider clock)
{
    /// <summary>How long one that did not answer is asked last.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private int _waiting;
    private long _silentAt = long.MinValue;

    public Uri Address => address;

    public string Host => host;

    public IBreaker Breaker => breaker;

    /// <summary>Requests that wait for its answer: a replica that hangs soon has most.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether it was silent for too long within the last 5 s.</summary>
    public bool IsSilent => Volatile.Read(ref _silentAt) is var at and not long.MinValue
        && clock.GetElapsedTime(at) < Rest;

    /// <exception cref="BrokenCircuitException">Its breaker is open: it was not called.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            return await breaker.ExecuteAsync(call, cancellationToken);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _silentAt, clock.GetTimestamp());
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
