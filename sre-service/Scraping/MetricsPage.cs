using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Takes from a replica's metrics what this service works with: the counters that slices are made of, and the gauges
/// that say how the replica is. Keeps the names it has seen, so that a known line costs no allocation.
/// </summary>
internal sealed class MetricsPage(int maxSeries)
{
    private const string Durations = "http_server_request_duration_seconds";
    private const double MicrosecondsPerSecond = 1e6;

    private readonly Dictionary<string, (Series Series, int Edge)> _known = [];
    private readonly Dictionary<Series, Tally> _counters = [];
    private readonly Dictionary<Series, double> _gauges = [];
    private readonly Dictionary<Series, HistogramLines> _histograms = [];

    private enum Part
    {
        Other,
        Gauge,
        Count,
        Seconds,
        HistogramBucket,
        HistogramCount,
        HistogramSum,
    }

    /// <returns>What is wrong with the page; null when all of it was read.</returns>
    public string? Read(ReadOnlySpan<char> text)
    {
        _counters.Clear();
        _gauges.Clear();
        _histograms.Clear();
        if (_known.Count > maxSeries)
        {
            _known.Clear();
        }

        var samples = 0;
        var lines = new PrometheusText(text);
        while (lines.MoveNext())
        {
            if (++samples > maxSeries)
            {
                return $"more than {maxSeries} series";
            }

            if (!Take(lines.Current))
            {
                return $"{lines.Current.Name} is not a count";
            }
        }

        return lines.BadLine > 0 ? $"line {lines.BadLine} is not Prometheus text" : null;
    }

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

    private static Part PartOf(ReadOnlySpan<char> name) => name switch
    {
        $"{Durations}_bucket" => Part.HistogramBucket,
        $"{Durations}_count" => Part.HistogramCount,
        $"{Durations}_sum" => Part.HistogramSum,
        "users_reads_total" or "users_registered_total" => Part.Count,
        "process_cpu_time_seconds_total" => Part.Seconds,
        "target_info" => Part.Gauge,
        _ when name.StartsWith("process_") || name.StartsWith("breaker_")
            || name.StartsWith("health_check_") => Part.Gauge,
        _ => Part.Other,
    };

    private bool Take(PrometheusSample sample)
    {
        var part = PartOf(sample.Name);
        if (part == Part.Other)
        {
            return true;
        }

        var (series, edge) = Known(sample, part);
        if (part == Part.Gauge)
        {
            _gauges[series] = sample.Value;
            return true;
        }

        var value = part is Part.Seconds or Part.HistogramSum
            ? Math.Round(sample.Value * MicrosecondsPerSecond)
            : sample.Value;
        return IsCount(value) && TakeCount(part, series, edge, (long)value);
    }

    /// <summary>A double holds every whole number up to 2^53; beyond that a count would not be exact.</summary>
    private static bool IsCount(double value) => value is >= 0 and <= 1L << 53 && value == Math.Floor(value);

    private bool TakeCount(Part part, Series series, int edge, long value)
    {
        if (part is Part.Count or Part.Seconds)
        {
            _counters[series] = part == Part.Count ? Tally.Of(value) : new Tally(0, value, []);
            return true;
        }

        if (!_histograms.TryGetValue(series, out var lines))
        {
            _histograms[series] = lines = new HistogramLines();
        }

        var line = part switch
        {
            Part.HistogramCount => HistogramLines.Count,
            Part.HistogramSum => HistogramLines.Sum,
            _ => edge,
        };
        lines.Set(line, value);
        return true;
    }

    private (Series Series, int Edge) Known(PrometheusSample sample, Part part)
    {
        var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(sample.Series, out var found))
        {
            return found;
        }

        found = part switch
        {
            Part.HistogramBucket => (Series.Of(sample, Durations, without: "le"), EdgeOf(sample)),
            Part.HistogramCount or Part.HistogramSum => (Series.Of(sample, Durations), HistogramLines.NoEdge),
            _ => (Series.Of(sample, sample.Name), HistogramLines.NoEdge),
        };
        known[sample.Series] = found;
        return found;
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

        return HistogramLines.NoEdge;
    }

    /// <summary>The lines of one histogram as they come, in whatever order.</summary>
    private sealed class HistogramLines
    {
        public const int NoEdge = -1;
        public const int Count = -2;
        public const int Sum = -3;

        private readonly long[] _buckets = new long[DurationEdges.Count];
        private long _count;
        private long _microseconds;

        public void Set(int line, long value)
        {
            switch (line)
            {
                case Count:
                    _count = value;
                    break;
                case Sum:
                    _microseconds = value;
                    break;
                case >= 0:
                    _buckets[line] = value;
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
