namespace Gateway.Routing;

/// <summary>
/// Limits second attempts to a fifth of the requests of late, so that replicas that are slow because a database is slow
/// do not get every request twice.
/// </summary>
internal sealed class RetryBudget
{
    private const int CostOfAttempt = 5;
    private const int Reserve = 100 * CostOfAttempt;

    private int _left = Reserve;

    /// <summary>Each request pays for a fifth of a second attempt.</summary>
    public void Earn()
    {
        // A race may lose a few; the limit need not be exact.
        if (_left < Reserve)
        {
            Interlocked.Increment(ref _left);
        }
    }

    /// <returns>False when it is used up.</returns>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref _left, -CostOfAttempt) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, CostOfAttempt);
        return false;
    }
}
