using SreService.Breakers;
using SreService.Scraping;
using SreService.Tests.Scraping;

namespace SreService.Tests.Breakers;

public sealed class BreakerInstanceTests
{
    private const string State = "breaker_state{breaker=\"users\"}";
    private const string Changed = "breaker_last_change_timestamp_seconds{breaker=\"users\"}";

    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Theory]
    [InlineData(0, "Closed")]
    [InlineData(1, "HalfOpen")]
    [InlineData(2, "Open")]
    [InlineData(3, "Isolated")]
    [InlineData(4, "Unknown")]
    [InlineData(-1, "Unknown")]
    public void State_is_read_from_the_gauge(double value, string state) =>
        Assert.Equal(state, Of(SomeReplica.Up((State, value))).State.ToString());

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Only_open_and_isolated_breakers_reject_every_call(double value, bool rejects) =>
        Assert.Equal(rejects, Of(SomeReplica.Up((State, value))).RejectsAll);

    [Fact]
    public void State_of_a_replica_that_is_down_is_unknown_and_the_last_one_is_kept()
    {
        var replica = SomeReplica.Up((State, 2)).Failed(new(FailureKind.Unreachable, "connection refused"), Noon);

        var breaker = Of(replica);
        Assert.Equal((BreakerCondition.Unknown, BreakerCondition.Open), (breaker.State, breaker.LastKnownState));
    }

    [Fact]
    public void State_is_unknown_if_the_last_round_is_stale() =>
        Assert.Equal(BreakerCondition.Unknown, Of(SomeReplica.Up((State, 0)), stale: true).State);

    [Theory]
    [InlineData(1, 30, false)]
    [InlineData(1, 30.001, true)]
    [InlineData(2, 31, false)]
    public void Half_open_breaker_is_stuck_after_30_seconds(double state, double seconds, bool stuck) => Assert.Equal(
        stuck,
        Of(SomeReplica.Up(
            (State, state), (Changed, (Noon.AddSeconds(-seconds) - DateTimeOffset.UnixEpoch).TotalSeconds))).Stuck);

    [Fact]
    public void Half_open_breaker_without_a_known_change_is_not_stuck() =>
        Assert.False(Of(SomeReplica.Up((State, 1))).Stuck);

    [Theory]
    [InlineData(2, 35, true)]
    [InlineData(2, 36, false)]
    [InlineData(3, 36, true)]
    public void Open_breaker_without_a_failure_since_its_break_lets_the_next_call_through(
        double state, double seconds, bool rejects)
    {
        var breaker = Of(SomeReplica.Up(
            (State, state), ("breaker_open_duration_seconds{breaker=\"users\"}", 5),
            ("breaker_last_failure_timestamp_seconds{breaker=\"users\",reason=\"timeout\"}",
                (Noon.AddSeconds(-seconds) - DateTimeOffset.UnixEpoch).TotalSeconds)));

        Assert.Equal((rejects, false), (breaker.RejectsAll, breaker.Stuck));
    }

    [Fact]
    public void Calls_and_limits_are_those_of_the_same_breaker()
    {
        var breaker = Of(SomeReplica.Up(
            (State, 0),
            ("breaker_calls_total{breaker=\"users\",result=\"success\"}", 7),
            ("breaker_calls_total{breaker=\"users\",result=\"failure\"}", 2),
            ("breaker_calls_total{breaker=\"users\",result=\"rejected\"}", 1),
            ("breaker_calls_total{breaker=\"other\",result=\"failure\"}", 99),
            ("breaker_failure_ratio_threshold{breaker=\"users\"}", 0.5),
            ("breaker_open_duration_seconds{breaker=\"users\"}", 5)));

        Assert.Equal((7, 2, 1), (breaker.Successes, breaker.Failures, breaker.Rejected));
        Assert.Equal((0.5, 5), (breaker.FailureRatio, breaker.OpenForSeconds));
    }

    [Fact]
    public void Last_failure_is_the_latest_of_all_reasons()
    {
        var breaker = Of(SomeReplica.Up(
            (State, 0),
            ("breaker_last_failure_timestamp_seconds{breaker=\"users\",reason=\"timeout\"}", 1000),
            ("breaker_last_failure_timestamp_seconds{breaker=\"users\",reason=\"status_503\"}", 2000)));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(2000), breaker.LastFailureTime);
        Assert.Equal("status_503", breaker.LastFailureReason);
    }

    [Fact]
    public void Isolated_breaker_names_its_author_and_reason()
    {
        var breaker = Of(SomeReplica.Up(
            (State, 3),
            ("breaker_isolated_until_timestamp_seconds{breaker=\"users\",author=\"anna\",reason=\"drill\"}", 1000)));

        Assert.Equal("isolated in gateway-1 by anna until 1970-01-01 00:16:40Z: drill", breaker.Describe());
    }

    [Theory]
    [InlineData(0, "closed in gateway-1")]
    [InlineData(1, "half-open in gateway-1")]
    [InlineData(2, "open in gateway-1")]
    public void Description_names_state_and_replica(double state, string description) =>
        Assert.Equal(description, Of(SomeReplica.Up((State, state))).Describe());

    private static BreakerInstance Of(Replica replica, bool stale = false) =>
        Assert.Single(BreakerInstance.All([replica], stale)["users"]);
}
