using SreService.Counting;

namespace SreService.Scraping;

/// <summary>
/// Extracts from a replica's metrics what this service uses: the counters for slices and the gauges
/// for its health.
/// </summary>
internal sealed class MetricsPage(ScrapeCache cache, int maxSeries)
{
    private const double MicrosecondsPerSecond = 1e6;

    private readonly Dictionary<Series, Histogram> _counters = [];
    private readonly Dictionary<Series, double> _gauges = [];
    private readonly Dictionary<Series, HistogramLines> _histograms = [];

    private TextFormat _format;
    private int _samples;
    private int _lines;
    private bool _ended;

    /// <summary>Starts a new page.</summary>
    public void Begin(TextFormat format)
    {
        _counters.Clear();
        _gauges.Clear();
        _histograms.Clear();
        (_format, _samples, _lines, _ended) = (format, 0, 0, false);
    }

    /// <param name="text">The next whole lines of the page.</param>
    /// <returns>The problem with the page; null so far.</returns>
    public string? Take(ReadOnlySpan<char> text)
    {
        var lines = new PrometheusText(text, _format, _lines, _ended);
        while (lines.MoveNext())
        {
            if (++_samples > maxSeries)
            {
                return $"more than {maxSeries} series";
            }

            if (cache.Find(lines.Current) is { } line && !Take(line, lines.Current.Value))
            {
                return $"{lines.Current.Name} is not a count";
            }
        }

        (_lines, _ended) = (lines.Line, lines.Ended);
        return lines.BadLine > 0 ? $"line {lines.BadLine} is not {Name(_format)} text" : null;
    }

    /// <returns>The problem at the end of the page; null if it is complete.</returns>
    public string? End() =>
        _format == TextFormat.OpenMetrics && !_ended ? "is cut off: it does not end with # EOF" : null;

    public Dictionary<Series, double> Gauges() => new(_gauges);

    public Dictionary<Series, Histogram> Counters()
    {
        var counters = new Dictionary<Series, Histogram>(_counters);
        foreach (var (series, lines) in _histograms)
        {
            counters[series] = lines.ToHistogram();
        }

        return counters;
    }

    private static string Name(TextFormat format) =>
        format == TextFormat.OpenMetrics ? "OpenMetrics" : "Prometheus";

    private bool Take(ScrapeCacheEntry line, double value)
    {
        if (line.Kind == SampleKind.Gauge)
        {
            // No limit, or nothing measured.
            if (double.IsFinite(value))
            {
                _gauges[line.Series] = value;
            }

            return true;
        }

        var count = line.Kind is SampleKind.Seconds or SampleKind.HistogramSum
            ? Math.Round(value * MicrosecondsPerSecond)
            : value;
        if (!IsCount(count))
        {
            return false;
        }

        TakeCount(line, (long)count);
        return true;
    }

    /// <summary>A double is exact up to 2^53.</summary>
    private static bool IsCount(double value) => value is >= 0 and <= 1L << 53 && value == Math.Floor(value);

    private void TakeCount(ScrapeCacheEntry line, long value)
    {
        switch (line.Kind)
        {
            case SampleKind.Count:
                _counters[line.Series] = Histogram.Of(value);
                break;
            case SampleKind.Seconds:
                _counters[line.Series] = new Histogram(0, value, []);
                break;
            default:
                HistogramOf(line.Series).Set(line, value);
                break;
        }
    }

    private HistogramLines HistogramOf(Series series)
    {
        if (!_histograms.TryGetValue(series, out var lines))
        {
            _histograms[series] = lines = new HistogramLines();
        }

        return lines;
    }

    /// <summary>The samples of one histogram, in any order.</summary>
    private sealed class HistogramLines
    {
        private readonly long[] _buckets = new long[DurationEdges.Count];
        private long _count;
        private long _microseconds;

        public void Set(ScrapeCacheEntry line, long value)
        {
            switch (line)
            {
                case { Kind: SampleKind.HistogramCount }:
                    _count = value;
                    break;
                case { Kind: SampleKind.HistogramSum }:
                    _microseconds = value;
                    break;
                case { Edge: >= 0 }:
                    _buckets[line.Edge] = value;
                    break;
            }
        }

        public Histogram ToHistogram()
        {
            // A missing edge gets the count of the next smaller one, a lower bound.
            for (var edge = 1; edge < _buckets.Length; edge++)
            {
                _buckets[edge] = Math.Max(_buckets[edge], _buckets[edge - 1]);
            }

            return new Histogram(_count, _microseconds, _buckets);
        }
    }
}
