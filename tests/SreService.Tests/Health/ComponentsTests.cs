using SreService.Counting;
using SreService.Health;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;

namespace SreService.Tests.Health;

public sealed class ComponentsTests
{
    private const string DatabaseCheck = "health_check_status{check=\"database\"}";
    private const string DatabaseBreaker = "breaker_state{breaker=\"database\"}";

    private static readonly TimeSpan Running = TimeSpan.FromHours(1);
    private static readonly StorageState Storage = new(Available: true, null, SreSystem.Noon, 0, 0);

    [Fact]
    public void Service_without_a_known_replica_is_unknown() =>
        Assert.Equal((Condition.Unknown, "no replica is known"), Judge("gateway"));

    [Fact]
    public void Service_whose_replicas_are_all_healthy_is_healthy() => Assert.Equal(
        (Condition.Healthy, null), Judge("gateway", SomeReplica.Up(), SomeReplica.Scraped(instance: "gateway-2")));

    [Fact]
    public void Service_with_one_replica_down_and_one_answering_is_degraded()
    {
        var (status, reason) =
            Judge("gateway", SomeReplica.Up(), SomeReplica.Unreachable(instance: "gateway-2"));

        Assert.Equal(Condition.Degraded, status);
        Assert.StartsWith("1 of 2 replicas healthy; down since", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Service_whose_replicas_are_all_down_is_critical() =>
        Assert.Equal(Condition.Critical, Judge("gateway", SomeReplica.Unreachable()).Status);

    [Theory]
    [InlineData(30, Condition.Unknown)]
    [InlineData(90, Condition.Critical)]
    public void Replica_that_was_never_reached_is_unknown_at_first(int secondsAgo, object condition)
    {
        var replica = SomeReplica.NotScraped();
        foreach (var at in (int[])[secondsAgo, secondsAgo - 5])
        {
            replica = replica.Failed(
                new(FailureKind.Unreachable, "connection refused"), SreSystem.Noon.AddSeconds(-at));
        }

        Assert.Equal((Condition)condition, Judge("gateway", replica).Status);
    }

    [Fact]
    public void Replica_that_was_not_reached_yet_takes_nothing_away_from_its_service() => Assert.Equal(
        (Condition.Healthy, null), Judge("gateway", SomeReplica.Up(), SomeReplica.NotScraped(instance: "gateway-2")));

    [Fact]
    public void Replica_whose_page_cannot_be_read_leaves_its_service_unknown() => Assert.Equal(
        Condition.Unknown,
        Judge("gateway", SomeReplica.Up(), SomeReplica.Scraped(instance: "gateway-2").Failed(
            new(FailureKind.Unreadable, "line 3"), SreSystem.Noon)).Status);

    [Theory]
    [InlineData(5, Condition.Healthy)]
    [InlineData(60, Condition.Degraded)]
    public void Failing_check_of_a_process_that_has_just_started_takes_nothing_away(int age, object condition)
    {
        var second = SomeReplica.Scraped(
            "users-service", "users-2", SreSystem.Noon.AddSeconds(-age), (DatabaseCheck, 0), (DatabaseBreaker, 2));

        Assert.Equal((Condition)condition, Judge("users-service", Users(1, 0), second).Status);
        Assert.Equal((Condition)condition, Judge("database", Users(1, 0), second).Status);
        Assert.Equal(
            (Condition.Degraded, Condition.Critical),
            (Judge("users-service", second).Status, Judge("database", second).Status));
    }

    [Fact]
    public void Users_database_follows_from_the_replica_that_says_something_while_the_other_starts()
    {
        var starting = SomeReplica.Scraped("users-service", "users-2", SreSystem.Noon.AddSeconds(-1));

        Assert.Equal((Condition.Healthy, null), Judge("database", Users(1, 0), starting));
        Assert.Equal(Condition.Critical, Judge("database", Users(0, 0), starting).Status);
        Assert.Equal(Condition.Unknown, Judge("database", starting).Status);
    }

    [Fact]
    public void Replica_with_a_failing_check_degrades_its_service()
    {
        var (status, reason) = Judge("gateway", SomeReplica.Scraped(gauges: (DatabaseCheck, 0)));

        Assert.Equal(Condition.Degraded, status);
        Assert.EndsWith("check database fails", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Service_that_is_scraped_beside_the_known_ones_is_a_component() =>
        Assert.Equal(Condition.Healthy, Judge("shop", SomeReplica.Scraped("shop", "shop-1")).Status);

    [Fact]
    public void Nothing_is_healthy_when_the_last_round_is_too_old()
    {
        var components = Components.Judge([SomeReplica.Up(), Users(1, 0)], Storage, Running, Failures(9), at: null);

        Assert.All(
            components.Where(component => component.Key != "sre-database"),
            component => Assert.Equal(Condition.Unknown, component.Value.Status));
    }

    [Theory]
    [InlineData(1, 0, Condition.Healthy)]
    [InlineData(1, 1, Condition.Degraded)]
    [InlineData(1, 2, Condition.Critical)]
    [InlineData(1, 3, Condition.Critical)]
    [InlineData(0, 0, Condition.Critical)]
    public void Users_database_follows_from_the_check_and_the_breaker(double check, double breaker, object condition) =>
        Assert.Equal((Condition)condition, Judge("database", Users(check, breaker)).Status);

    [Fact]
    public void Users_database_that_one_replica_reaches_is_degraded() => Assert.Equal(
        (Condition.Degraded, "1 of 2 replicas of users-service reach it"),
        Judge("database", Users(1, 0), Users(0, 0, "users-2")));

    [Fact]
    public void Reason_does_not_deny_that_replicas_reach_the_users_database_again() => Assert.Equal(
        (Condition.Degraded, "its circuit breaker was open in 1 of 2 replicas of users-service in the last 20 s"),
        Judge("database", Users(1, 0), Users(1, 1, "users-2")));

    [Fact]
    public void Users_database_is_unknown_when_no_replica_that_uses_it_answers() => Assert.Equal(
        (Condition.Unknown, "no replica of users-service is up"),
        Judge("database", SomeReplica.Unreachable(
            "users-service", "users-1", 1, (DatabaseCheck, 1), (DatabaseBreaker, 0))));

    [Theory]
    [InlineData(4, Condition.Healthy)]
    [InlineData(5, Condition.Critical)]
    public void Component_that_serves_no_request_well_is_not_healthy_whatever_its_checks_say(int bad, object condition)
    {
        var components = Components.Judge(
            [SomeReplica.Up(), Users(1, 0)], Storage, Running, Failures(bad), SreSystem.Noon);

        Assert.Equal(
            ((Condition)condition, (Condition)condition, Condition.Healthy),
            (components["users-service"].Status, components["database"].Status, components["gateway"].Status));
        Assert.Equal(
            bad < 5 ? (null, null)
                : ("5 of 10 requests failed in the last 20 s", "5 of 10 reads were not fresh in the last 20 s"),
            (components["users-service"].Reason, components["database"].Reason));
    }

    [Fact]
    public void Failing_requests_of_operators_do_not_make_sre_service_critical()
    {
        var counts = Failures(9).Where(count => count.Key.Service == "gateway").ToDictionary(
            count => count.Key with { Service = "sre-service" }, count => count.Value);

        Assert.Equal(
            Condition.Healthy,
            Components.Judge(
                [SomeReplica.Scraped("sre-service", "sre-1")], Storage, Running, counts, SreSystem.Noon)["sre-service"]
                .Status);
    }

    [Theory]
    [InlineData(10, 3, Condition.Degraded)]
    [InlineData(10, 0, Condition.Healthy)]
    [InlineData(40, 3, Condition.Healthy)]
    public void Breaker_that_opened_and_closed_between_two_scrapes_counts(
        int secondsAgo, int rejected, object condition) =>
        Assert.Equal((Condition)condition, Judge("database", SomeReplica.Scraped(
            "users-service", "users-1", gauges:
            [
                (DatabaseCheck, 1), (DatabaseBreaker, 0),
                ("breaker_last_change_timestamp_seconds{breaker=\"database\"}",
                    SreSystem.Noon.AddSeconds(-secondsAgo).ToUnixTimeSeconds()),
                ("breaker_calls_total{breaker=\"database\",result=\"rejected\"}", rejected),
            ])).Status);

    [Fact]
    public void Own_database_that_is_away_degrades_and_says_why()
    {
        var components = Components.Judge(
            [], Storage with { Available = false, Reason = "no answer" }, Running,
            new Dictionary<SeriesKey, Histogram>(), SreSystem.Noon);

        Assert.Equal(
            (Condition.Degraded, "no answer"), (components["sre-database"].Status, components["sre-database"].Reason));
    }

    [Theory]
    [InlineData(59, false, Condition.Unknown)]
    [InlineData(60, false, Condition.Degraded)]
    [InlineData(59, true, Condition.Degraded)]
    public void Own_database_is_unknown_until_it_was_reached_or_a_minute_has_passed(
        int seconds, bool isWritten, object condition)
    {
        var away = new StorageState(Available: false, "no answer", isWritten ? SreSystem.Noon : null, 0, 0);

        var components = Components.Judge([], away, TimeSpan.FromSeconds(seconds), Failures(0), SreSystem.Noon);

        Assert.Equal((Condition)condition, components["sre-database"].Status);
    }

    [Theory]
    [InlineData(0, 0, Condition.Healthy)]
    [InlineData(0, 2, Condition.Degraded)]
    [InlineData(2, 2, Condition.Critical)]
    public void Breakers_are_critical_when_one_is_open_in_every_replica(
        double first, double second, object condition) =>
        Assert.Equal(
            (Condition)condition, Judge("circuit_breakers", Users(1, first), Users(1, second, "users-2")).Status);

    [Theory]
    [InlineData("sre-service", "receiver-team", 2, Condition.Degraded)]
    [InlineData("gateway", "users/users-1", 3, Condition.Healthy)]
    public void Dead_receiver_and_planned_isolation_are_never_critical(
        string service, string breaker, double state, object condition) => Assert.Equal(
        (Condition)condition,
        Judge("circuit_breakers", SomeReplica.Scraped(
            service, "1", gauges: ($"breaker_state{{breaker=\"{breaker}\"}}", state))).Status);

    [Fact]
    public void Breakers_are_unknown_when_none_was_read() =>
        Assert.Equal(Condition.Unknown, Judge("circuit_breakers", SomeReplica.Up()).Status);

    private static Replica Users(double check, double breaker, string instance = "users-1") =>
        SomeReplica.Scraped("users-service", instance, gauges: [(DatabaseCheck, check), (DatabaseBreaker, breaker)]);

    private static (Condition Status, string? Reason) Judge(string component, params Replica[] replicas)
    {
        var judged = Components.Judge(replicas, Storage, Running, Failures(0), SreSystem.Noon)[component];
        return (judged.Status, judged.Reason);
    }

    /// <returns>Ten requests and ten reads of users-service and of the gateway, of which so many failed.</returns>
    private static Dictionary<SeriesKey, Histogram> Failures(int bad) => (
        from kind in ((string, string)[])
        [
            (Measure.Requests, "users-service"), (Measure.Reads, "users-service"), (Measure.Requests, "gateway"),
        ]
        from outcome in ((string, int)[])[(EventOutcome.Good, 10 - bad), (EventOutcome.Bad, bad)]
        select (Key: new SeriesKey(kind.Item1, kind.Item2, "/", outcome.Item1, ""), Count: outcome.Item2))
        .ToDictionary(count => count.Key, count => Histogram.Of(count.Count));
}
