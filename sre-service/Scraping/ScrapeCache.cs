using System.Collections.Concurrent;
using SreService.Counting;

namespace SreService.Scraping;

internal enum SampleKind
{
    Other,
    Gauge,
    Count,
    Seconds,
    HistogramBucket,
    HistogramCount,
    HistogramSum,
}

/// <summary>What a sample of a page means.</summary>
/// <param name="Series">Shared by all samples of a histogram.</param>
/// <param name="Edge">The index of a bucket in <see cref="DurationEdges"/>; -1 for anything else.</param>
internal sealed record ScrapeCacheEntry(SampleKind Kind, Series Series, int Edge);

/// <summary>
/// The meaning of each sample by its text before the value, shared by all replicas: replicas of a service write the
/// same text, so a sample costs memory once and no allocation when it is scraped again.
/// </summary>
/// <param name="limit">The most samples to keep; one more clears the cache.</param>
internal sealed class ScrapeCache(int limit)
{
    private const int NoEdge = -1;

    private readonly ConcurrentDictionary<string, ScrapeCacheEntry>.AlternateLookup<ReadOnlySpan<char>> _lines =
        new ConcurrentDictionary<string, ScrapeCacheEntry>().GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ConcurrentDictionary<Series, Series> _series = [];
    private int _count;

    /// <returns>Null for a metric that this service does not use.</returns>
    public ScrapeCacheEntry? Find(PrometheusSample sample)
    {
        var (kind, name) = ScrapedMetrics.Classify(sample.Name);
        if (kind == SampleKind.Other)
        {
            return null;
        }

        return _lines.TryGetValue(sample.Series, out var known) ? known : Learn(sample, kind, name);
    }

    private ScrapeCacheEntry Learn(PrometheusSample sample, SampleKind kind, string? name)
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            _count = 0;
            _lines.Dictionary.Clear();
            _series.Clear();
        }

        var isBucket = kind == SampleKind.HistogramBucket;
        var series = Series.Of(sample, name ?? sample.Name, without: isBucket ? "le" : null);
        var known = new ScrapeCacheEntry(kind, _series.GetOrAdd(series, series), isBucket ? EdgeOf(sample) : NoEdge);
        _lines[sample.Series] = known;
        return known;
    }

    private static int EdgeOf(PrometheusSample sample)
    {
        for (var label = sample.Labels; label.MoveNext();)
        {
            if (label.Name is "le" && PrometheusText.TryReadNumber(label.RawValue, out var edge))
            {
                return DurationEdges.IndexOf(edge);
            }
        }

        return NoEdge;
    }
}
