using System.ComponentModel;
using SreService.Counting;

namespace SreService.Metrics;

/// <summary>Cost of the range by price.</summary>
internal sealed record CostReport(
    [property: Description("ISO 4217 code of every amount.")] string Currency,
    [property: Description("Sum of the items.")] decimal Total,
    [property: Description("Good user requests at the gateway, by which the total is divided.")] long Transactions,
    IReadOnlyList<CostItem> Items);

internal sealed record CostItem(
    [property: Description("Name of the price.")] string Name,
    [property: Description("Configured price of one unit.")] decimal Price,
    [property: Description("month, replica-hour, cpu-hour or million-requests.")] string Per,
    [property: Description("The service whose hours are priced; null for all services.")] string? Service,
    [property: Description("Measured units in the range.")] decimal Quantity,
    [property: Description("Price × quantity.")] decimal Amount);

/// <summary>
/// Costs from configured prices and measured quantities. A month is its share of the range on the clock; hours of
/// replicas and of cores, and requests, are what was counted.
/// </summary>
internal static class CostModel
{
    /// <summary>With less of the range observed, the counted hours differ too much from the paid ones.</summary>
    private const double LeastObserved = 0.9;

    private const decimal HoursOfMonth = 730;
    private const decimal MicrosecondsOfHour = 3_600_000_000;
    private const decimal Million = 1_000_000;
    private const int Decimals = 10;

    /// <returns>Null, with the reason, if the cost is unknown.</returns>
    public static (CostReport? Report, string? Reason) Of(
        PriceSettings prices, IReadOnlyDictionary<SeriesKey, Histogram> counts, TimeSpan range, TimeSpan interval)
    {
        var observed = Observed(counts, range, interval);
        var transactions = counts.Count(Measure.Requests, SystemTopology.Gateway, EventOutcome.Good);
        return prices.Items.Count == 0 ? (null, "no prices are configured")
            : observed < LeastObserved
                ? (null, Invariant($"only {100 * observed:0}% of the range was observed"))
            : transactions == 0 ? (null, "no user request succeeded in the range")
            : (Sum(prices, counts, range, transactions), null);
    }

    /// <returns>The cost of one transaction.</returns>
    public static decimal Each(CostReport cost) => decimal.Round(cost.Total / cost.Transactions, Decimals);

    private static CostReport Sum(
        PriceSettings prices, IReadOnlyDictionary<SeriesKey, Histogram> counts, TimeSpan range, long transactions)
    {
        CostItem[] items = [.. prices.Items.Select(price =>
        {
            var quantity = Quantity(price, counts, range);
            return new CostItem(
                price.Name, price.Amount, price.Per, price.Service, decimal.Round(quantity, Decimals),
                decimal.Round(price.Amount * quantity, Decimals));
        })];
        return new(prices.Currency, items.Sum(item => item.Amount), transactions, items);
    }

    private static decimal Quantity(Price price, IReadOnlyDictionary<SeriesKey, Histogram> counts, TimeSpan range) =>
        price.Per switch
        {
            Per.Month => (decimal)range.TotalHours / HoursOfMonth,
            Per.ReplicaHour => Hours(counts, Measure.ReplicaTime, price.Service),
            Per.CpuHour => Hours(counts, Measure.Cpu, price.Service),
            _ => counts.Requests(SystemTopology.Gateway).Count / Million,
        };

    private static decimal Hours(IReadOnlyDictionary<SeriesKey, Histogram> counts, string measure, string? service) =>
        counts.Total(key => key.Measure == measure && (service is null || key.Service == service)).Microseconds
            / MicrosecondsOfHour;

    /// <summary>
    /// Every evaluation round counts scrape coverage once for each service, so this is the number of rounds.
    /// </summary>
    private static double Observed(
        IReadOnlyDictionary<SeriesKey, Histogram> counts, TimeSpan range, TimeSpan interval) =>
        range <= TimeSpan.Zero
            ? 0
            : counts.Total(key => key.Measure == Measure.ScrapeCoverage && key.Service == SystemTopology.Gateway)
                .Count * interval / range;
}
