using SreService.Counting;
using SreService.Scraping;
using SreService.Timeline;

namespace SreService.Tests.Timeline;

public sealed class ReplicaEventsTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly ScrapeFailure Refused = new(FailureKind.Unreachable, "connection refused");
    private static readonly Replica Users = Seen("users-1", "1.0", 1);

    [Fact]
    public void Equal_rounds_have_no_events() => Assert.Empty(Between([Users], [Users]));

    [Theory]
    [InlineData("1.0", TimelineEventKind.Replica, "1.0 started as users-2")]
    [InlineData("1.1", TimelineEventKind.Deploy, "1.1 started as users-2, replacing 1.0")]
    internal void Process_with_a_new_version_is_a_deploy(string version, TimelineEventKind kind, string text)
    {
        var timelineEvent = Assert.Single(Between([Users], [Seen("users-2", version, 1)]));

        Assert.Equal((kind, "users-service", "http://10.0.0.1:9090", text),
            (timelineEvent.Kind, timelineEvent.Component, timelineEvent.Subject, timelineEvent.Text));
    }

    [Fact]
    public void Second_replica_of_a_new_version_is_no_second_deploy() => Assert.Equal(
        TimelineEventKind.Replica, Assert.Single(
            Between([Users, Seen("users-2", "1.1", 2)], [Seen("users-3", "1.1", 1), Seen("users-2", "1.1", 2)])).Kind);

    [Fact]
    public void Replica_is_unreachable_after_three_failed_scrapes_and_comes_back()
    {
        var twice = Users.Failed(Refused, Noon).Failed(Refused, Noon);
        var gone = twice.Failed(Refused, Noon);

        Assert.Empty(Between([Users], [twice]));
        Assert.Equal("is unreachable: connection refused", Assert.Single(Between([twice], [gone])).Text);
        Assert.Equal("is reachable again", Assert.Single(Between([gone], [Users])).Text);
    }

    [Fact]
    public void Announced_shutdown_is_an_event() => Assert.Equal(
        "announced its shutdown", Assert.Single(Between([Users], [Users with { HasEnded = true }])).Text);

    [Fact]
    public void Replica_that_is_no_longer_discovered_is_an_event() =>
        Assert.Equal("is no longer discovered", Assert.Single(Between([Users], [])).Text);

    [Fact]
    public void Breaker_that_opens_and_closes_is_an_event_each_time()
    {
        var (closed, open) = (Seen("users-1", "1.0", 1, breaker: 0), Seen("users-1", "1.0", 1, breaker: 2));

        Assert.Empty(Between([Users], [closed]));
        var opened = Assert.Single(Between([closed], [open]));
        Assert.Equal(
            (TimelineEventKind.Breaker, "database", "open in users-1"), (opened.Kind, opened.Subject, opened.Text));
        Assert.Equal("closed in users-1", Assert.Single(Between([open], [closed])).Text);
        Assert.Empty(Between([open], [open.Failed(Refused, Noon)]));
    }

    [Fact]
    public void Only_events_that_put_requests_at_risk_have_a_beginning()
    {
        var gone = Users.Failed(Refused, Noon.AddSeconds(-20)).Failed(Refused, Noon).Failed(Refused, Noon);
        var (closed, half, open) = (
            Seen("users-1", "1.0", 1, breaker: 0), Seen("users-1", "1.0", 1, breaker: 1),
            Seen("users-1", "1.0", 1, breaker: 2));
        (Replica[] Before, Replica[] After, DateTimeOffset? BeganAt)[] cases =
        [
            ([Users.Failed(Refused, Noon).Failed(Refused, Noon)], [gone], Noon.AddSeconds(-20)),
            ([gone], [Users], null),
            ([gone], [Seen("users-2", "1.0", 1)], null),
            ([gone], [], null),
            ([Users], [], Noon),
            ([Users], [Users with { HasEnded = true }], Noon),
            ([Users with { HasEnded = true }], [Seen("users-2", "1.0", 1)], null),
            ([Users], [Seen("users-2", "1.0", 1)], Noon),                      // the process before it crashed
            ([Users], [Users, Seen("users-2", "1.0", 2)], null),
            ([Users], [Users, Seen("users-2", "1.1", 2)], Noon.AddHours(-1)),  // it has run for an hour
            ([closed], [open], Noon),
            ([open], [half], null),
            ([open], [closed], null),
        ];

        Assert.All(cases, one => Assert.Equal(one.BeganAt, Assert.Single(Between(one.Before, one.After)).BeganAt));
    }

    private static IEnumerable<TimelineEvent> Between(Replica[] before, Replica[] after) =>
        ReplicaEvents.Between(before, after, Noon);

    private static Replica Seen(string instance, string version, int host, double? breaker = null)
    {
        var process = new ProcessIdentity("users-service", instance, Noon.AddHours(-1));
        var gauges = new Dictionary<Series, double>();
        if (breaker is { } state)
        {
            gauges[Series.Parse("breaker_state{breaker=\"database\"}")] = state;
        }

        return Replica.NotScraped(new("users-service", new Uri($"http://10.0.0.{host}:9090"), null))
            .Scraped(new Scrape(process, version, Noon, new Dictionary<Series, Histogram>(), gauges));
    }
}
