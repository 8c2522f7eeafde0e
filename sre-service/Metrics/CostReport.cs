using System.ComponentModel;
using SreService.Counting;

namespace SreService.Metrics;

/// <summary>What the range cost, price by price.</summary>
internal sealed record CostReport(
    [property: Description("ISO 4217 code of every amount.")] string Currency,
    [property: Description("The sum of the items.")] decimal Total,
    [property: Description("Users' good requests at the gateway: what the total is divided by.")] long Transactions,
    IReadOnlyList<CostItem> Items);

internal sealed record CostItem(
    [property: Description("The name of the price.")] string Name,
    [property: Description("The configured price of one unit.")] decimal Price,
    [property: Description("month, replica-hour, cpu-hour or million-requests.")] string Per,
    [property: Description("Whose hours; null for all services.")] string? Service,
    [property: Description("Units in the range, as measured.")] decimal Quantity,
    [property: Description("Price times quantity.")] decimal Amount);

/// <summary>
/// Costs from configured prices and measured quantities. A month is its share of the range on the clock; hours of
/// replicas and of cores, and requests, are what was counted.
/// </summary>
internal static class CostModel
{
    /// <summary>Less of the range observed than this, and the hours that were counted are not those that were paid.</summary>
    private const double LeastObserved = 0.9;

    private const decimal HoursOfMonth = 730;
    private const decimal MicrosecondsOfHour = 3_600_000_000;
    private const decimal Million = 1_000_000;
    private const int Decimals = 10;

    /// <returns>Null with the reason when nothing true can be said.</returns>
    public static (CostReport? Report, string? Reason) Of(
        PriceSettings prices, IReadOnlyDictionary<CountKey, Tally> counts, TimeSpan range, TimeSpan interval)
    {
        var observed = Observed(counts, range, interval);
        var transactions = counts.Count(Measure.Requests, SystemServices.Gateway, Outcome.Good);
        return prices.Items.Count == 0 ? (null, "no prices are configured")
            : observed < LeastObserved
                ? (null, FormattableString.Invariant($"only {100 * observed:0} % of the range was observed"))
            : transactions == 0 ? (null, "no request of a user succeeded in the range")
            : (Sum(prices, counts, range, transactions), null);
    }

    /// <returns>The cost of one transaction.</returns>
    public static decimal Each(CostReport cost) => decimal.Round(cost.Total / cost.Transactions, Decimals);

    private static CostReport Sum(
        PriceSettings prices, IReadOnlyDictionary<CountKey, Tally> counts, TimeSpan range, long transactions)
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

    private static decimal Quantity(Price price, IReadOnlyDictionary<CountKey, Tally> counts, TimeSpan range) =>
        price.Per switch
        {
            Per.Month => (decimal)range.TotalHours / HoursOfMonth,
            Per.ReplicaHour => Hours(counts, Measure.ReplicaTime, price.Service),
            Per.CpuHour => Hours(counts, Measure.Cpu, price.Service),
            _ => counts.Requests(SystemServices.Gateway).Count / Million,
        };

    private static decimal Hours(IReadOnlyDictionary<CountKey, Tally> counts, string measure, string? service) =>
        counts.Total(key => key.Measure == measure && (service is null || key.Service == service)).Microseconds
            / MicrosecondsOfHour;

    /// <summary>Every round says of each service whether its replicas were in sight: so many rounds there were.</summary>
    private static double Observed(
        IReadOnlyDictionary<CountKey, Tally> counts, TimeSpan range, TimeSpan interval) =>
        range <= TimeSpan.Zero
            ? 0
            : counts.Total(key => key.Measure == Measure.Sight && key.Service == SystemServices.Gateway).Count * interval / range;
}
