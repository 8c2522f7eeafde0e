namespace Platform.Resilience;

/// <summary>The numbers are the values of the metric <c>breaker_state</c>.</summary>
public enum BreakerState
{
    Closed = 0,
    HalfOpen = 1,
    Open = 2,
    Isolated = 3,
}

/// <summary>An operator's order to let no call through.</summary>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Author">The operator.</param>
public sealed record Isolation(DateTimeOffset Until, string Author, string Reason);

/// <summary>A circuit breaker as it is now, with its counts since the process started.</summary>
/// <param name="Name">For example <c>database</c>.</param>
/// <param name="ChangedAt">When the state last changed; the start of the process when it never did.</param>
/// <param name="Failures">Calls that failed in a way the breaker counts.</param>
/// <param name="Rejected">Calls refused because the breaker was not closed.</param>
/// <param name="LastFailureReason">One of a few fixed words; null when nothing failed yet.</param>
/// <param name="FailureRatio">Ratio of failures at which it opens; null if failures in a row decide.</param>
/// <param name="OpenFor">How long it stays open before it lets one trial call through.</param>
public sealed record BreakerStatus(
    string Name, BreakerState State, DateTimeOffset ChangedAt, long Successes, long Failures, long Rejected,
    string? LastFailureReason, DateTimeOffset? LastFailureAt, double? FailureRatio, TimeSpan OpenFor)
{
    /// <summary>Null when it is not isolated.</summary>
    public Isolation? Isolation { get; init; }
}

/// <summary>A holder of breakers: a service's own breaker, or the gateway's destinations.</summary>
public interface IBreakerSource
{
    IEnumerable<IBreaker> Breakers();
}

/// <summary>A breaker that reports its status and that operators can isolate and close.</summary>
public interface IBreaker
{
    BreakerStatus Status { get; }

    /// <summary>Lets no call through until the isolation ends or is closed; the newer of two holds.</summary>
    Task IsolateAsync(Isolation isolation);

    /// <summary>Ends an isolation, or lets calls through before the break is over.</summary>
    Task CloseAsync();
}
