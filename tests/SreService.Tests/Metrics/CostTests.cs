using SreService.Counting;
using SreService.Metrics;

namespace SreService.Tests.Metrics;

public sealed class CostTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Fact]
    public void Each_price_is_paid_for_what_was_measured()
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
    public void Without_prices_nothing_is_told() =>
        Assert.Equal((null, "no prices are configured"), CostModel.Of(Prices(), Counts(1, 0), Hour, Interval));

    [Fact]
    public void Without_a_good_request_there_is_nothing_to_divide_by() => Assert.Equal(
        (null, "no request of a user succeeded in the range"),
        CostModel.Of(Prices(("database", 1, "month", null)), Counts(0, 5), Hour, Interval));

    [Fact]
    public void Hours_that_nobody_observed_are_not_guessed() => Assert.Equal(
        (null, "only 50 % of the range was observed"),
        CostModel.Of(Prices(("database", 1, "month", null)), Counts(1, 0), 2 * Hour, Interval));

    [Fact]
    public void Every_fault_of_a_price_is_named()
    {
        var prices = Prices(
            ("", 1, "month", null), ("a", -1, "month", null), ("b", 1, "year", null), ("c", 1, "month", "gateway"),
            ("d", 0, "cpu-hour", "gateway"), ("d", 1, "month", null));
        prices.Currency = "dollars";

        Assert.Equal(
            [
                ("Prices:Currency", "must be an ISO 4217 code such as USD."),
                ("Prices:Items:0", "needs a Name."),
                ("Prices:Items:1", "needs an Amount that is not below 0."),
                ("Prices:Items:2", "needs a Per that is one of month, replica-hour, cpu-hour, million-requests."),
                ("Prices:Items:3", "cannot have a Service: a price per month is the system's."),
                ("Prices:Items:5", "is the second with the Name 'd'."),
            ],
            prices.Problems());
    }

    /// <summary>An hour of two gateways and three replicas of the users service, one of which used half a core.</summary>
    private static Dictionary<CountKey, Tally> Counts(long good, long bad) => new()
    {
        [new(Measure.Requests, "gateway", "/", Outcome.Good, "")] = Tally.Of(good),
        [new(Measure.Requests, "gateway", "/", Outcome.Bad, "timeout")] = Tally.Of(bad),
        [new(Measure.Requests, "gateway", "/", Outcome.Excluded, "probe")] = Tally.Of(99),
        [new(Measure.Sight, "gateway", "", Outcome.Good, "")] = Tally.Of(239),
        [new(Measure.Sight, "gateway", "", Outcome.Bad, "unreachable")] = Tally.Of(1),
        [new(Measure.ReplicaTime, "gateway", "", Outcome.Good, "")] = new(480, Micros(2 * Hour), []),
        [new(Measure.ReplicaTime, "users-service", "", Outcome.Good, "")] = new(720, Micros(3 * Hour), []),
        [new(Measure.Cpu, "users-service", "", Outcome.Good, "")] = new(0, Micros(Hour / 2), []),
        [new(Measure.Cpu, "gateway", "", Outcome.Good, "")] = new(0, Micros(Hour), []),
    };

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    private static PriceSettings Prices(params (string Name, decimal Amount, string Per, string? Service)[] items) => new()
    {
        Items = [.. items.Select(item =>
            new Price { Name = item.Name, Amount = item.Amount, Per = item.Per, Service = item.Service })],
    };
}
