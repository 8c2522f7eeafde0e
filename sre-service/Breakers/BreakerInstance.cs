using System.Text.Json.Serialization;
using SreService.Scraping;

namespace SreService.Breakers;

/// <summary>From best to worst, so that the greatest is the worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerCondition>))]
internal enum BreakerCondition
{
    [JsonStringEnumMemberName("CLOSED")]
    Closed,

    /// <summary>The replica is down.</summary>
    [JsonStringEnumMemberName("UNKNOWN")]
    Unknown,

    [JsonStringEnumMemberName("HALF_OPEN")]
    HalfOpen,

    [JsonStringEnumMemberName("OPEN")]
    Open,

    [JsonStringEnumMemberName("ISOLATED")]
    Isolated,
}

/// <summary>A circuit breaker in one replica, as last scraped.</summary>
/// <param name="State">State now; unknown if the replica is down.</param>
/// <param name="LastKnownState">State in the last scrape.</param>
/// <param name="ChangedAt">Last change of the state.</param>
/// <param name="Successes">Successful calls since the process started.</param>
/// <param name="Failures">Failed calls.</param>
/// <param name="Rejected">Calls rejected by the open breaker.</param>
/// <param name="LastFailureTime">The last failure.</param>
/// <param name="LastFailureReason">Reason of that failure.</param>
/// <param name="FailureRatio">Failure ratio at which it opens, 0 to 1.</param>
/// <param name="OpenForSeconds">Time until an open breaker becomes half-open.</param>
/// <param name="LastSeen">Time of the last scrape.</param>
internal sealed record BreakerInstance(
    string Service, string Instance, BreakerCondition State, BreakerCondition LastKnownState, DateTimeOffset? ChangedAt,
    long Successes, long Failures, long Rejected, DateTimeOffset? LastFailureTime, string? LastFailureReason,
    double? FailureRatio, double? OpenForSeconds, DateTimeOffset LastSeen)
{
    /// <summary>The metric with the state of a breaker.</summary>
    public const string StateMetric = "breaker_state";

    /// <summary>Its value for a closed breaker.</summary>
    public const double ClosedState = 0;

    /// <summary>Longer than any attempt takes: the trial call hangs while all others are rejected.</summary>
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(30);

    /// <summary>Whether it has been half-open for longer than an attempt can take.</summary>
    public bool Stuck => (State, LastKnownState) == (BreakerCondition.HalfOpen, BreakerCondition.HalfOpen)
        && LastSeen - ChangedAt > LongestAttempt;

    /// <summary>Until when an operator isolated it; null if not isolated.</summary>
    public DateTimeOffset? IsolatedUntil { get; init; }

    public string? IsolatedBy { get; init; }

    public string? IsolationReason { get; init; }

    /// <summary>Whether the process had just started, so that an open breaker means nothing yet.</summary>
    [JsonIgnore]
    public bool IsStarting { get; init; }

    [JsonIgnore]
    public bool RejectsAll => State is BreakerCondition.Open or BreakerCondition.Isolated;

    /// <summary>Whether it rejected calls within that time before the last scrape, even between two scrapes.</summary>
    public bool WasOpenWithin(TimeSpan time) =>
        RejectsAll || (Rejected > 0 && !IsStarting && LastSeen - ChangedAt < time);

    /// <summary>
    /// Whether its break is over without a call since: it says open, and lets the next call through. The breaker of a
    /// gateway's destination is different: failing health checks keep it open, and each is a failure.
    /// </summary>
    private bool AwaitsCall => LastKnownState == BreakerCondition.Open
        && OpenForSeconds is { } seconds && LastSeen - LastFailureTime > TimeSpan.FromSeconds(seconds) + LongestAttempt;

    /// <returns>The breakers of all replicas, by name.</returns>
    public static ILookup<string, BreakerInstance> All(IEnumerable<Replica> replicas, bool stale) => (
        from replica in replicas
        let scrape = replica.Scrape
        where scrape is not null
        from gauge in scrape.Gauges
        where gauge.Key.Name == StateMetric
        let name = gauge.Key["breaker"]
        orderby name, replica.Target.Service, replica.Target.Address
        select (Name: name, Breaker: Of(scrape, name, gauge.Value, isUp: replica.Failure is null && !stale)))
        .ToLookup(pair => pair.Name, pair => pair.Breaker);

    /// <summary>Description for the timeline.</summary>
    public string Describe() => (LastKnownState, LastFailureReason) switch
    {
        (BreakerCondition.Closed, _) => $"closed in {Instance}",
        (BreakerCondition.HalfOpen, _) => $"half-open in {Instance}",
        (BreakerCondition.Isolated, _) =>
            $"isolated in {Instance} by {IsolatedBy} until {IsolatedUntil:u}: {IsolationReason}",
        (_, { } reason) => $"open in {Instance}: {reason}",
        _ => $"open in {Instance}",
    };

    public static BreakerInstance Of(Scrape scrape, string name, double state, bool isUp)
    {
        var own = scrape.Gauges.Where(gauge => gauge.Key["breaker"] == name).ToArray();
        var lastFailure = own
            .Where(gauge => gauge.Key.Name == "breaker_last_failure_timestamp_seconds")
            .OrderByDescending(gauge => gauge.Value)
            .Select(gauge => ((double? At, string? Reason))(gauge.Value, gauge.Key["reason"]))
            .FirstOrDefault();

        var isolation = own.Where(gauge => gauge.Key.Name == "breaker_isolated_until_timestamp_seconds")
            .Select(gauge =>
                ((double? Until, string? Author, string? Reason))
                (gauge.Value, gauge.Key["author"], gauge.Key["reason"]))
            .FirstOrDefault();

        var breaker = new BreakerInstance(
            scrape.Process.Service, scrape.Process.Instance, ConditionOf(state), ConditionOf(state),
            TimeOf(Value("breaker_last_change_timestamp_seconds")),
            Calls("success"), Calls("failure"), Calls("rejected"), TimeOf(lastFailure.At), lastFailure.Reason,
            Value("breaker_failure_ratio_threshold"), Value("breaker_open_duration_seconds"), scrape.At)
        {
            IsolatedUntil = TimeOf(isolation.Until),
            IsolatedBy = isolation.Author,
            IsolationReason = isolation.Reason,
            IsStarting = scrape.IsStarting,
        };
        return breaker with
        {
            State = !isUp ? BreakerCondition.Unknown
                : breaker.AwaitsCall ? BreakerCondition.HalfOpen
                : breaker.State,
        };

        double? Value(string metric) =>
            own.Where(gauge => gauge.Key.Name == metric).Select(gauge => (double?)gauge.Value).FirstOrDefault();

        long Calls(string result) => (long)own
            .Where(gauge => gauge.Key.Name == "breaker_calls_total" && gauge.Key["result"] == result)
            .Sum(gauge => gauge.Value);
    }

    private static BreakerCondition ConditionOf(double state) => state switch
    {
        0 => BreakerCondition.Closed,
        1 => BreakerCondition.HalfOpen,
        2 => BreakerCondition.Open,
        3 => BreakerCondition.Isolated,
        _ => BreakerCondition.Unknown,
    };

    private static DateTimeOffset? TimeOf(double? unixSeconds) =>
        unixSeconds is >= 0 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(unixSeconds.Value) : null;
}
