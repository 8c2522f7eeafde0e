using SreService.Counting;

namespace SreService.Scraping;

/// <summary>
/// Takes from a replica's metrics what this service works with: the counters that slices are made of, and the gauges
/// that say how the replica is.
/// </summary>
internal sealed class MetricsPage(KnownLines known, int maxSeries)
{
    private const double MicrosecondsPerSecond = 1e6;

    private readonly Dictionary<Series, Tally> _counters = [];
    private readonly Dictionary<Series, double> _gauges = [];
    private readonly Dictionary<Series, HistogramLines> _histograms = [];

    private TextFormat _format;
    private int _samples;
    private int _lines;
    private bool _ended;

    /// <summary>Begins a page, with nothing of the one before.</summary>
    public void Begin(TextFormat format)
    {
        _counters.Clear();
        _gauges.Clear();
        _histograms.Clear();
        (_format, _samples, _lines, _ended) = (format, 0, 0, false);
    }

    /// <param name="text">The next of the page's lines, whole ones.</param>
    /// <returns>What is wrong with the page; null so far.</returns>
    public string? Take(ReadOnlySpan<char> text)
    {
        var lines = new PrometheusText(text, _format, _lines, _ended);
        while (lines.MoveNext())
        {
            if (++_samples > maxSeries)
            {
                return $"more than {maxSeries} series";
            }

            if (known.Find(lines.Current) is { } line && !Take(line, lines.Current.Value))
            {
                return $"{lines.Current.Name} is not a count";
            }
        }

        (_lines, _ended) = (lines.Line, lines.Ended);
        return lines.BadLine > 0 ? $"line {lines.BadLine} is not {Name(_format)} text" : null;
    }

    /// <returns>What is wrong with the page now that it is over; null when all of it was read.</returns>
    public string? End() =>
        _format == TextFormat.OpenMetrics && !_ended ? "is cut off: it does not end with # EOF" : null;

    public Dictionary<Series, double> Gauges() => new(_gauges);

    public Dictionary<Series, Tally> Counters()
    {
        var counters = new Dictionary<Series, Tally>(_counters);
        foreach (var (series, lines) in _histograms)
        {
            counters[series] = lines.ToTally();
        }

        return counters;
    }

    private static string Name(TextFormat format) =>
        format == TextFormat.OpenMetrics ? "OpenMetrics" : "Prometheus";

    private bool Take(KnownLine line, double value)
    {
        if (line.Part == LinePart.Gauge)
        {
            _gauges[line.Series] = value;
            return true;
        }

        var count = line.Part is LinePart.Seconds or LinePart.HistogramSum
            ? Math.Round(value * MicrosecondsPerSecond)
            : value;
        if (!IsCount(count))
        {
            return false;
        }

        TakeCount(line, (long)count);
        return true;
    }

    /// <summary>A double holds every whole number up to 2^53; beyond that a count would not be exact.</summary>
    private static bool IsCount(double value) => value is >= 0 and <= 1L << 53 && value == Math.Floor(value);

    private void TakeCount(KnownLine line, long value)
    {
        switch (line.Part)
        {
            case LinePart.Count:
                _counters[line.Series] = Tally.Of(value);
                break;
            case LinePart.Seconds:
                _counters[line.Series] = new Tally(0, value, []);
                break;
            default:
                Histogram(line.Series).Set(line, value);
                break;
        }
    }

    private HistogramLines Histogram(Series series)
    {
        if (!_histograms.TryGetValue(series, out var lines))
        {
            _histograms[series] = lines = new HistogramLines();
        }

        return lines;
    }

    /// <summary>The lines of one histogram as they come, in whatever order.</summary>
    private sealed class HistogramLines
    {
        private readonly long[] _buckets = new long[DurationEdges.Count];
        private long _count;
        private long _microseconds;

        public void Set(KnownLine line, long value)
        {
            switch (line)
            {
                case { Part: LinePart.HistogramCount }:
                    _count = value;
                    break;
                case { Part: LinePart.HistogramSum }:
                    _microseconds = value;
                    break;
                case { Edge: >= 0 }:
                    _buckets[line.Edge] = value;
                    break;
            }
        }

        public Tally ToTally()
        {
            // An edge that the replica does not have counts what the next smaller one has: never more than is known.
            for (var edge = 1; edge < _buckets.Length; edge++)
            {
                _buckets[edge] = Math.Max(_buckets[edge], _buckets[edge - 1]);
            }

            return new Tally(_count, _microseconds, _buckets);
        }
    }
}
