using SreService.Incidents;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>Measures a range from memory, and from the database where it is longer.</summary>
internal sealed class MetricsReader(
    RangeReader ranges, IncidentReader incidents, SliceBook book, Replicas replicas, PriceSettings prices,
    Provenance provenance)
{
    /// <returns>Null when there never was such a replica.</returns>
    public async Task<MetricsReport?> ReadAsync(MetricsQuestion question, CancellationToken cancellationToken)
    {
        var now = provenance.Now;
        // Both at once: a database that hangs is waited for once.
        var (measuring, resolving) = (
            ranges.MeasureAsync(question, now, cancellationToken), MeanTimeToResolveAsync(question, cancellationToken));
        await Task.WhenAll(measuring, resolving);
        return await measuring is { } measured
            ? MetricsReports.For(question, measured, replicas, prices, await resolving, provenance.Leader, now)
            : null;
    }

    private async Task<(double? Seconds, string? Reason)> MeanTimeToResolveAsync(
        MetricsQuestion question, CancellationToken cancellationToken) =>
        !question.IsForAll ? default
        : book.KnowsHistory ? await incidents.MeanTimeToResolveAsync(question.Range.Length, cancellationToken)
        : (null, "the incidents before are not read yet");
}
