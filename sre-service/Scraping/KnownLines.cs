using System.Collections.Concurrent;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>What a line of a page is for us.</summary>
internal enum LinePart
{
    Other,
    Gauge,
    Count,
    Seconds,
    HistogramBucket,
    HistogramCount,
    HistogramSum,
}

/// <param name="Part">What it is.</param>
/// <param name="Series">Which series it belongs to; all lines of a histogram to the same.</param>
/// <param name="Edge">The place of a bucket among <see cref="DurationEdges"/>; -1 where there is none.</param>
internal sealed record KnownLine(LinePart Part, Series Series, int Edge);

/// <summary>
/// What lines mean by what stands before their value, kept for all replicas together: those of a service write the same
/// lines, so that a line costs memory once, and nothing when it is read again.
/// </summary>
/// <param name="limit">How many are kept; then it is begun anew.</param>
internal sealed class KnownLines(int limit)
{
    public const string Durations = "http_server_request_duration_seconds";

    /// <summary>All names that are of use, as a regular expression of a whole name.</summary>
    public const string NamePattern =
        $"{Durations}_(bucket|count|sum)|users_reads_total|users_registered_total|gateway_client_requests_total|sre_probes_total"
        + "|target_info|users_active|(process|breaker|health_check|sre_probe_certificate)_.+";

    private const int NoEdge = -1;

    private readonly ConcurrentDictionary<string, KnownLine> _lines = [];
    private readonly ConcurrentDictionary<Series, Series> _series = [];
    private int _count;

    /// <returns>Null when it is of no use to us.</returns>
    public KnownLine? Find(PrometheusSample sample)
    {
        var part = PartOf(sample.Name);
        if (part == LinePart.Other)
        {
            return null;
        }

        return _lines.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(sample.Series, out var known)
            ? known
            : Learn(sample, part);
    }

    private static LinePart PartOf(ReadOnlySpan<char> name) => name switch
    {
        $"{Durations}_bucket" => LinePart.HistogramBucket,
        $"{Durations}_count" => LinePart.HistogramCount,
        $"{Durations}_sum" => LinePart.HistogramSum,
        "users_reads_total" or "users_registered_total" or "gateway_client_requests_total" or "sre_probes_total" => LinePart.Count,
        "process_cpu_time_seconds_total" => LinePart.Seconds,
        "target_info" or "users_active" => LinePart.Gauge,
        _ when name.EndsWith("_created") => LinePart.Other,
        _ when name.StartsWith("process_") || name.StartsWith("breaker_")
            || name.StartsWith("health_check_") || name.StartsWith("sre_probe_certificate_") => LinePart.Gauge,
        _ => LinePart.Other,
    };

    private KnownLine Learn(PrometheusSample sample, LinePart part)
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            _count = 0;
            _lines.Clear();
            _series.Clear();
        }

        var known = part switch
        {
            LinePart.HistogramBucket => new KnownLine(part, Of(sample, Durations, without: "le"), EdgeOf(sample)),
            LinePart.HistogramCount or LinePart.HistogramSum => new(part, Of(sample, Durations), NoEdge),
            _ => new(part, Of(sample, sample.Name), NoEdge),
        };
        _lines[sample.Series.ToString()] = known;
        return known;
    }

    private Series Of(PrometheusSample sample, ReadOnlySpan<char> name, string? without = null)
    {
        var series = Series.Of(sample, name, without);
        return _series.GetOrAdd(series, series);
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
