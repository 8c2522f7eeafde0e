using SreService.Counting;
using SreService.Metrics;

namespace SreService.Tests.Metrics;

public sealed class CostTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Fact]
    public void Cost_is_price_times_measured_quantity()
    {
        var counts = Counts(good: 4_000_000, bad: 1_000_000);

        var (cost, reason) = CostModel.Of(
            Prices(
                ("database", 73, "month", null), ("replicas", 0.05m, "replica-hour", null),
                ("gateways", 0.1m, "replica-hour", "gateway"), ("cores", 0.4m, "cpu-hour", "users-service"),
                ("load balancer", 0.2m, "million-requests", null)),
            counts, Hour, Interval);

        Assert.Null(reason);
        Assert.Equal(
            [("database", 0.1m), ("replicas", 0.25m), ("gateways", 0.2m), ("cores", 0.2m), ("load balancer", 1m)],
            cost!.Items.Select(item => (item.Name, item.Amount)));
        Assert.Equal((1.75m, 4_000_000), (cost.Total, cost.Transactions));
        Assert.Equal(0.0000004375m, CostModel.Each(cost));
    }

    [Fact]
    public void Cost_is_unknown_without_prices() =>
        Assert.Equal((null, "no prices are configured"), CostModel.Of(Prices(), Counts(1, 0), Hour, Interval));

    [Fact]
    public void Cost_is_unknown_without_good_requests() => Assert.Equal(
        (null, "no user request succeeded in the range"),
        CostModel.Of(Prices(("database", 1, "month", null)), Counts(0, 5), Hour, Interval));

    [Fact]
    public void Cost_is_unknown_with_low_coverage() => Assert.Equal(
        (null, "only 50% of the range was observed"),
        CostModel.Of(Prices(("database", 1, "month", null)), Counts(1, 0), 2 * Hour, Interval));

    [Fact]
    public void All_problems_of_prices_are_reported()
    {
        var prices = Prices(
            ("", 1, "month", null), ("a", -1, "month", null), ("b", 1, "year", null), ("c", 1, "month", "gateway"),
            ("d", 0, "cpu-hour", "gateway"), ("d", 1, "month", null));
        prices.Currency = "dollars";

        Assert.Equal(
            [
                ("Currency", "must be an ISO 4217 code such as USD."),
                ("Items:0", "needs a Name."),
                ("Items:1", "needs an Amount that is not below 0."),
                ("Items:2", "needs a Per that is one of month, replica-hour, cpu-hour, million-requests."),
                ("Items:3", "cannot have a Service: a price per month is the system's."),
                ("Items:5", "is the second with the Name 'd'."),
            ],
            prices.Problems());
    }

    /// <summary>An hour of two gateways and three replicas of users-service, one of which used half a core.</summary>
    private static Dictionary<SeriesKey, Histogram> Counts(long good, long bad) => new()
    {
        [new(Measure.Requests, "gateway", "/", EventOutcome.Good, "")] = Histogram.Of(good),
        [new(Measure.Requests, "gateway", "/", EventOutcome.Bad, "timeout")] = Histogram.Of(bad),
        [new(Measure.Requests, "gateway", "/", EventOutcome.Excluded, "probe")] = Histogram.Of(99),
        [new(Measure.ScrapeCoverage, "gateway", "", EventOutcome.Good, "")] = Histogram.Of(239),
        [new(Measure.ScrapeCoverage, "gateway", "", EventOutcome.Bad, "unreachable")] = Histogram.Of(1),
        [new(Measure.ReplicaTime, "gateway", "", EventOutcome.Good, "")] = new(480, Micros(2 * Hour), []),
        [new(Measure.ReplicaTime, "users-service", "", EventOutcome.Good, "")] = new(720, Micros(3 * Hour), []),
        [new(Measure.Cpu, "users-service", "", EventOutcome.Good, "")] = new(0, Micros(Hour / 2), []),
        [new(Measure.Cpu, "gateway", "", EventOutcome.Good, "")] = new(0, Micros(Hour), []),
    };

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    private static PriceSettings Prices(params (string Name, decimal Amount, string Per, string? Service)[] items)
    {
        var prices = items.Select(item =>
            new Price { Name = item.Name, Amount = item.Amount, Per = item.Per, Service = item.Service });
        return new() { Items = [.. prices] };
    }
}
