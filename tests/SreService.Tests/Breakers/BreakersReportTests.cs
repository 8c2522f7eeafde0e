using SreService.Breakers;
using SreService.Scraping;
using SreService.Tests.Scraping;

namespace SreService.Tests.Breakers;

public sealed class BreakersReportTests
{
    [Theory]
    [InlineData(0, 0, "Closed", 0, false, false)]
    [InlineData(0, 1, "HalfOpen", 0, false, false)]
    [InlineData(0, 2, "Open", 1, true, false)]
    [InlineData(2, 3, "Isolated", 2, true, true)]
    [InlineData(2, 2, "Open", 2, true, true)]
    public void Breaker_has_the_worst_state_of_its_replicas(
        double first, double second, string state, int open, bool isOpen, bool isCritical)
    {
        var breaker = Merge(Replica("g-1", first), Replica("g-2", second))["users"];

        Assert.Equal((state, open), (breaker.State.ToString(), breaker.OpenInstances));
        Assert.Equal((isOpen, isCritical), (breaker.IsOpen, breaker.IsCritical));
    }

    [Fact]
    public void Failures_of_all_replicas_are_added_up_and_the_latest_is_shown()
    {
        var breaker = Merge(
            Replica("g-1", 0, failures: 2, lastFailure: 2000, "timeout"),
            Replica("g-2", 0, failures: 3, lastFailure: 1000, "connection"))["users"];

        Assert.Equal((5, "timeout"), (breaker.FailureCount, breaker.LastFailureReason));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(2000), breaker.LastFailureTime);
    }

    [Fact]
    public void History_links_to_the_breaker_in_the_timeline() => Assert.Equal(
        "/sre/timeline?kind=breaker&subject=users%2Fusers-1",
        BreakerReport.Of("users/users-1", Merge(Replica("g-1", 0))["users"].Instances).History);

    [Fact]
    public void Summary_counts_breakers_by_state()
    {
        var down = Replica("g-1", 2).Failed(new(FailureKind.Unreachable, "connection refused"), SreSystem.Noon);

        Assert.Equal(new BreakersSummary(1, 0, 0, 1, 0), BreakersReport.Summarize(Merge(down)));
        Assert.Equal(new BreakersSummary(1, 0, 0, 0, 0), BreakersReport.Summarize(Merge(down, Replica("g-2", 0))));
        Assert.Equal(new BreakersSummary(1, 1, 1, 0, 0), BreakersReport.Summarize(Merge(Replica("g-1", 2))));
        Assert.Equal(new BreakersSummary(1, 1, 0, 0, 0),
            BreakersReport.Summarize(Merge(Replica("g-1", 2), Replica("g-2", 0))));
        Assert.Equal(new BreakersSummary(1, 1, 0, 0, 1), BreakersReport.Summarize(Merge(Replica("g-1", 3))));
    }

    [Theory]
    [InlineData(0, 2, false)]
    [InlineData(2, 2, true)]
    public void Breaker_of_a_destination_is_critical_when_no_destination_of_its_cluster_is_left(
        double first, double second, bool isCritical)
    {
        var breakers = Merge(SomeReplica.Up(
            ("breaker_state{breaker=\"users/users-1\"}", first),
            ("breaker_state{breaker=\"users/users-2\"}", second)));

        Assert.Equal(isCritical, breakers["users/users-2"].IsCritical);
    }

    private static Dictionary<string, BreakerReport> Merge(params Replica[] replicas) =>
        BreakersReport.Merge(replicas, stale: false);

    private static Replica Replica(
        string instance, double state, long failures = 0, double lastFailure = 0, string reason = "timeout") =>
        SomeReplica.NotScraped(instance: instance).Scraped(SomeReplica.Scrape(
            SreSystem.Noon, instance,
            ("breaker_state{breaker=\"users\"}", state),
            ("breaker_calls_total{breaker=\"users\",result=\"failure\"}", failures),
            ($"breaker_last_failure_timestamp_seconds{{breaker=\"users\",reason=\"{reason}\"}}", lastFailure)));
}
