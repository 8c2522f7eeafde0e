namespace SreService.Scraping;

/// <summary>One replica as answers show it.</summary>
/// <param name="Instance">The instance id it gave; null when it never did.</param>
/// <param name="Address">Where it should be.</param>
/// <param name="Status">How it is.</param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="LastSeen">The last reading that succeeded.</param>
/// <param name="Version">Its build.</param>
/// <param name="StartedAt">When its process started, by its own clock.</param>
/// <param name="ClockSkewSeconds">
/// How far its clock is ahead of sre-service's, negative when behind; null up to 5 s and where it cannot be told.
/// </param>
internal sealed record ReplicaHealth(
    string? Instance, string Address, Condition Status, string? Reason, DateTimeOffset? LastSeen, string? Version,
    DateTimeOffset? StartedAt, double? ClockSkewSeconds)
{
    /// <summary>After so many missed readings in a row a replica that does not answer is down.</summary>
    public const int DownAfter = 2;

    /// <param name="replica">What is known of it.</param>
    /// <param name="stale">Whether the last round is too old to say anything.</param>
    public static ReplicaHealth Of(Replica replica, bool stale)
    {
        var (status, reason) = Judge(replica, stale);
        return new(
            replica.Reading?.Process.Instance ?? replica.Target.Announced?.Instance, replica.Target.Place, status,
            reason, replica.Reading?.At, replica.Reading?.Version ?? replica.Target.Announced?.Version,
            replica.Reading?.Process.StartedAt ?? replica.Target.Announced?.StartedAt, Skew(replica));
    }

    private static double? Skew(Replica replica) =>
        replica.Reading?.ClockSkew is { } skew && skew.Duration() > ClockSkew.Notable
            ? Math.Round(skew.TotalSeconds, 1)
            : null;

    private static (Condition, string?) Judge(Replica replica, bool stale) => replica switch
    {
        _ when stale => (Condition.Unknown, "no reading was taken lately"),
        { Failure: { Kind: FailureKind.Unreachable } failure } => (
            replica.Missed >= DownAfter ? Condition.Critical : Condition.Degraded,
            (replica.Missed >= DownAfter ? "down" : "not answering")
                + $" since {replica.FailingSince:HH:mm:ss} UTC: {failure.Reason}"),
        { Failure: { } failure } => (Condition.Unknown, failure.Reason),
        { Reading: { } reading } => Ready(reading),
        _ => (Condition.Unknown, "not read yet"),
    };

    private static (Condition, string?) Ready(Reading reading)
    {
        var failing = reading.Checks().Where(check => check.Status < 1).ToArray();
        return failing.Length == 0
            ? (Condition.Healthy, null)
            : (Condition.Degraded, $"check {string.Join(", ", failing.Select(check => check.Name))} fails");
    }
}

internal static class ReplicaChecks
{
    extension(Reading reading)
    {
        /// <summary>The replica's own checks: 1 healthy, 0.5 degraded, 0 unhealthy.</summary>
        public IEnumerable<(string Name, double Status)> Checks() => reading.Gauges
            .Where(gauge => gauge.Key.Name == "health_check_status")
            .Select(gauge => (gauge.Key["check"], gauge.Value));
    }
}
