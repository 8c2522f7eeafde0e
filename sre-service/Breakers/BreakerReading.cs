using System.Text.Json.Serialization;
using SreService.Scraping;

namespace SreService.Breakers;

/// <summary>From best to worst, so that the greatest is the worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerCondition>))]
internal enum BreakerCondition
{
    [JsonStringEnumMemberName("CLOSED")]
    Closed,

    /// <summary>Its replica cannot be asked.</summary>
    [JsonStringEnumMemberName("UNKNOWN")]
    Unknown,

    [JsonStringEnumMemberName("HALF_OPEN")]
    HalfOpen,

    [JsonStringEnumMemberName("OPEN")]
    Open,

    [JsonStringEnumMemberName("ISOLATED")]
    Isolated,
}

/// <summary>One breaker in one replica, as that replica last told.</summary>
/// <param name="Service">Whose it is.</param>
/// <param name="Instance">In which replica.</param>
/// <param name="State">Its state now; unknown when the replica cannot be asked.</param>
/// <param name="LastKnownState">Its state when the replica was last asked.</param>
/// <param name="ChangedAt">When the state last changed.</param>
/// <param name="Successes">Calls since the process started.</param>
/// <param name="Failures">Calls that failed.</param>
/// <param name="Rejected">Calls that were refused because it was open.</param>
/// <param name="LastFailureTime">The last failure.</param>
/// <param name="LastFailureReason">Why that was.</param>
/// <param name="FailureRatio">Share of failures at which it opens.</param>
/// <param name="OpenForSeconds">How long it stays open before it lets one call try.</param>
/// <param name="LastSeen">When the replica told this.</param>
internal sealed record BreakerReading(
    string Service, string Instance, BreakerCondition State, BreakerCondition LastKnownState, DateTimeOffset? ChangedAt,
    long Successes, long Failures, long Rejected, DateTimeOffset? LastFailureTime, string? LastFailureReason,
    double? FailureRatio, double? OpenForSeconds, DateTimeOffset LastSeen)
{
    /// <summary>As the replica's page names the state of a breaker.</summary>
    public const string StateMetric = "breaker_state";

    /// <summary>That metric's value of a breaker that lets everybody through.</summary>
    public const double ClosedState = 0;

    /// <summary>Longer than any attempt takes: the one call that may try hangs, and everybody else is refused.</summary>
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(30);

    /// <summary>Whether it has been half-open for longer than an attempt may take.</summary>
    public bool Stuck => State == BreakerCondition.HalfOpen && LastSeen - ChangedAt > LongestAttempt;

    /// <summary>Until when it lets nobody through because an operator said so; null when nobody did.</summary>
    public DateTimeOffset? IsolatedUntil { get; init; }

    public string? IsolatedBy { get; init; }

    public string? IsolationReason { get; init; }

    /// <summary>Whether the process has just started when this was read, so that nothing follows from an open breaker.</summary>
    [JsonIgnore]
    public bool IsStarting { get; init; }

    [JsonIgnore]
    public bool LetsNobodyThrough => State is BreakerCondition.Open or BreakerCondition.Isolated;

    /// <returns>Breaker name to its reading in each replica that was ever read.</returns>
    public static ILookup<string, BreakerReading> All(IEnumerable<Replica> replicas, bool stale) => (
        from replica in replicas
        let reading = replica.Reading
        where reading is not null
        from gauge in reading.Gauges
        where gauge.Key.Name == StateMetric
        let name = gauge.Key["breaker"]
        orderby name, replica.Target.Service, replica.Target.Place
        select (Name: name, Breaker: Of(reading, name, gauge.Value, canBeAsked: replica.Failure is null && !stale)))
        .ToLookup(pair => pair.Name, pair => pair.Breaker);

    /// <summary>In one sentence, for the timeline.</summary>
    public string Describe() => (LastKnownState, LastFailureReason) switch
    {
        (BreakerCondition.Closed, _) => $"closed in {Instance}",
        (BreakerCondition.HalfOpen, _) => $"lets one call try in {Instance}",
        (BreakerCondition.Isolated, _) => $"isolated in {Instance} by {IsolatedBy} until {IsolatedUntil:u}: {IsolationReason}",
        (_, { } reason) => $"open in {Instance}: {reason}",
        _ => $"open in {Instance}",
    };

    public static BreakerReading Of(Reading reading, string name, double state, bool canBeAsked)
    {
        var own = reading.Gauges.Where(gauge => gauge.Key["breaker"] == name).ToArray();
        var lastFailure = own
            .Where(gauge => gauge.Key.Name == "breaker_last_failure_timestamp_seconds")
            .OrderByDescending(gauge => gauge.Value)
            .Select(gauge => ((double? At, string? Reason))(gauge.Value, gauge.Key["reason"]))
            .FirstOrDefault();

        var isolation = own.Where(gauge => gauge.Key.Name == "breaker_isolated_until_timestamp_seconds")
            .Select(gauge => ((double? Until, string? Author, string? Reason))(gauge.Value, gauge.Key["author"], gauge.Key["reason"]))
            .FirstOrDefault();

        return new BreakerReading(
            reading.Process.Service, reading.Process.Instance,
            canBeAsked ? ConditionOf(state) : BreakerCondition.Unknown, ConditionOf(state),
            TimeOf(Value("breaker_last_change_timestamp_seconds")),
            Calls("success"), Calls("failure"), Calls("rejected"), TimeOf(lastFailure.At), lastFailure.Reason,
            Value("breaker_failure_ratio_threshold"), Value("breaker_open_duration_seconds"), reading.At)
        {
            IsolatedUntil = TimeOf(isolation.Until),
            IsolatedBy = isolation.Author,
            IsolationReason = isolation.Reason,
            IsStarting = reading.IsStarting,
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
