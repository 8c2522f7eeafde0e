using System.ComponentModel;
using SreService.Counting;

namespace SreService.Metrics;

/// <summary>Requests of one service or route over a range. Milliseconds, null without requests.</summary>
internal sealed record PerformanceReport(
    [property: Description("User requests, good, bad and unclassified.")] long RequestCount,
    [property: Description("Bad requests.")] long ErrorCount,
    [property: Description("Percent of bad requests; null without requests, or with unclassified ones.")]
    double? ErrorRate,
    [property: Description("Milliseconds.")] double? AvgResponseTime,
    double? P50,
    double? P95,
    double? P99,
    [property: Description("Requests per second.")] double Throughput,
    [property: Description("Why there is no error rate although there are requests; null otherwise.")] string? Reason)
{
    public static PerformanceReport Of(
        IReadOnlyDictionary<SeriesKey, Histogram> counts, string service, TimeSpan over) =>
        Of(counts.Where(count => count.Key.Service == service).ToDictionary(), over);

    /// <param name="counts">Counts; those of other measures than requests are ignored.</param>
    public static PerformanceReport Of(IReadOnlyDictionary<SeriesKey, Histogram> counts, TimeSpan over)
    {
        var all = counts.Total(key => key.Measure == Measure.Requests && key.Outcome != EventOutcome.Excluded);
        var timed = counts.Total(key => key.Measure == Measure.Requests && key.Outcome != EventOutcome.Excluded
            && key.Reason != Sums.Stream);
        var bad = counts.Total(key => key.Measure == Measure.Requests && key.Outcome == EventOutcome.Bad).Count;
        var unclassified = counts.Total(key =>
            key.Measure == Measure.Requests && !EventOutcome.IsClassified(key.Outcome)).Count;
        return new(
            all.Count, bad,
            all.Count == 0 || unclassified > 0 ? null : Math.Round(100.0 * bad / all.Count, 6),
            timed.AverageMilliseconds, timed.PercentileMilliseconds(0.50),
            timed.PercentileMilliseconds(0.95), timed.PercentileMilliseconds(0.99),
            over > TimeSpan.Zero ? Math.Round(all.Count / over.TotalSeconds, 3) : 0,
            unclassified == 0 ? null
                : Invariant($"{unclassified} of {all.Count} requests have neither an outcome nor a ")
                    + "http_response_status_code");
    }
}
