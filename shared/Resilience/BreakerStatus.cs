namespace Platform.Resilience;

/// <summary>The numbers are the values of the metric <c>breaker_state</c>.</summary>
public enum BreakerState
{
    Closed = 0,
    HalfOpen = 1,
    Open = 2,
    Isolated = 3,
}

/// <summary>An operator lets nobody through.</summary>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Author">Who said so.</param>
/// <param name="Reason">Why.</param>
public sealed record Isolation(DateTimeOffset Until, string Author, string Reason);

/// <summary>A circuit breaker as it is now, with what it has counted since the process started.</summary>
/// <param name="Name">For example <c>database</c>.</param>
/// <param name="State">Calls pass (closed), one may try (half-open), none passes (open, isolated).</param>
/// <param name="ChangedAt">When the state last changed; the start of the process when it never did.</param>
/// <param name="Successes">Calls that succeeded.</param>
/// <param name="Failures">Calls that failed in a way the breaker counts.</param>
/// <param name="Rejected">Calls refused because it was not closed.</param>
/// <param name="LastFailureReason">One of a few fixed words; null when nothing failed yet.</param>
/// <param name="LastFailureAt">When that was.</param>
/// <param name="FailureRatio">Share of failures at which it opens.</param>
/// <param name="OpenFor">How long it stays open before it lets one call try.</param>
public sealed record BreakerStatus(
    string Name, BreakerState State, DateTimeOffset ChangedAt, long Successes, long Failures, long Rejected,
    string? LastFailureReason, DateTimeOffset? LastFailureAt, double FailureRatio, TimeSpan OpenFor)
{
    /// <summary>Who isolated it; null when nobody did.</summary>
    public Isolation? Isolation { get; init; }
}

/// <summary>Whatever holds breakers: the ones of a service's own, and the gateway's destinations.</summary>
public interface IBreakerSource
{
    IEnumerable<IBreaker> Breakers();
}

/// <summary>A breaker that can be looked at, and taken out of its own hands.</summary>
public interface IBreaker
{
    BreakerStatus Status { get; }

    /// <summary>Lets nobody through until the time is over, or somebody closes it; the newer of two holds.</summary>
    Task IsolateAsync(Isolation isolation);

    /// <summary>Ends an isolation, or lets calls through that it would not try yet.</summary>
    Task CloseAsync();
}
