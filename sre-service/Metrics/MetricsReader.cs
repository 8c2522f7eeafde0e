using SreService.Incidents;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>Builds the report of a range.</summary>
internal sealed class MetricsReader(
    RangeReader ranges, IncidentReader incidents, RecentCounts recent, Replicas replicas, PriceSettings prices,
    Provenance provenance)
{
    /// <returns>Null for an unknown replica.</returns>
    public async Task<MetricsReport?> ReadAsync(MetricsQuery query, CancellationToken cancellationToken)
    {
        var now = provenance.Now;
        // In parallel, so that a hanging database delays the response only once.
        var (measuring, resolving) = (
            ranges.MeasureAsync(query, now, cancellationToken), MeanTimeToResolveAsync(query, cancellationToken));
        await Task.WhenAll(measuring, resolving);
        return await measuring is { } measured
            ? MetricsReports.For(query, measured, replicas, prices, await resolving, provenance.Leader, now)
            : null;
    }

    private async Task<(double? Seconds, string? Reason)> MeanTimeToResolveAsync(
        MetricsQuery query, CancellationToken cancellationToken) =>
        !query.IsForAll ? default
        : recent.HistoryLoaded ? await incidents.MeanTimeToResolveAsync(query.Range.Length, cancellationToken)
        : (null, "earlier incidents are not loaded yet");
}
