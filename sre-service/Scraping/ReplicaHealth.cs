using System.Text.Json.Serialization;

namespace SreService.Scraping;

/// <summary>Health of one replica.</summary>
/// <param name="Instance">Instance id; null if unknown.</param>
/// <param name="Address">The target.</param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="LastSeen">The last successful scrape.</param>
/// <param name="StartedAt">Start of its process, by its own clock.</param>
/// <param name="ClockSkewSeconds">
/// Clock skew relative to sre-service, negative if behind; null up to 5 s or if unknown.
/// </param>
internal sealed record ReplicaHealth(
    string? Instance, string Address, Condition Status, string? Reason, DateTimeOffset? LastSeen, string? Version,
    DateTimeOffset? StartedAt, double? ClockSkewSeconds)
{
    /// <summary>After this many failed scrapes in a row an unreachable replica is down.</summary>
    public const int DownAfter = 2;

    /// <summary>
    /// What was not reached yet is unknown for so long, and failed after it: at a start of the system nothing waits for
    /// anything else.
    /// </summary>
    public static readonly TimeSpan StartupGrace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether it has just started, so that what it lacks says nothing about the other replicas of its service.
    /// </summary>
    [JsonIgnore]
    public bool IsStarting { get; init; }

    /// <param name="at">The last evaluation round; null if it is too old.</param>
    public static ReplicaHealth Of(Replica replica, DateTimeOffset? at)
    {
        var (status, reason) = Judge(replica, at);
        return new(
            replica.Scrape?.Process.Instance ?? replica.Target.Heartbeat?.Instance, replica.Target.Address, status,
            reason, replica.Scrape?.At, replica.Scrape?.Version ?? replica.Target.Heartbeat?.Version,
            replica.Scrape?.Process.StartedAt ?? replica.Target.Heartbeat?.StartedAt, Skew(replica))
        {
            IsStarting = replica is { Failure: null, Scrape.IsStarting: true }
                || (replica.Scrape is null && status == Condition.Unknown
                    && replica.Failure is null or { Kind: FailureKind.Unreachable }),
        };
    }

    private static double? Skew(Replica replica) =>
        replica.Scrape?.ClockSkew is { } skew && skew.Duration() > ClockSkew.Notable
            ? Math.Round(skew.TotalSeconds, 1)
            : null;

    private static (Condition, string?) Judge(Replica replica, DateTimeOffset? at) => replica switch
    {
        _ when at is null => (Condition.Unknown, Replicas.NoRecentRound),
        { Failure: { Kind: FailureKind.Unreachable } failure, Scrape: null }
            when at - replica.FailingSince < StartupGrace => (Condition.Unknown, $"not reached yet: {failure.Reason}"),
        { Failure: { Kind: FailureKind.Unreachable } failure } => (
            replica.Missed >= DownAfter ? Condition.Critical : Condition.Degraded,
            (replica.Missed >= DownAfter ? "down" : "not answering")
                + $" since {replica.FailingSince:HH:mm:ss} UTC: {failure.Reason}"),
        { Failure: { } failure } => (Condition.Unknown, failure.Reason),
        { Scrape: { } scrape } => Ready(scrape),
        _ => (Condition.Unknown, "not scraped yet"),
    };

    private static (Condition, string?) Ready(Scrape scrape)
    {
        var failing = scrape.Checks().Where(check => check.Status < 1).ToArray();
        return failing.Length == 0
            ? (Condition.Healthy, null)
            : (Condition.Degraded, $"check {string.Join(", ", failing.Select(check => check.Name))} fails");
    }
}

internal static class ReplicaChecks
{
    extension(Scrape scrape)
    {
        /// <summary>Health checks of the replica: 1 healthy, 0.5 degraded, 0 unhealthy.</summary>
        public IEnumerable<(string Name, double Status)> Checks() => scrape.Gauges
            .Where(gauge => gauge.Key.Name == "health_check_status")
            .Select(gauge => (gauge.Key["check"], gauge.Value));
    }
}
