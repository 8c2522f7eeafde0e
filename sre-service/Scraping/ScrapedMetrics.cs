using System.Collections.Frozen;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>
/// Every metric that this service uses. The scrape cache, the series keys, the query to a Prometheus and the exported
/// rules follow from this table.
/// </summary>
internal static class ScrapedMetrics
{
    public static readonly ScrapedMetric Requests =
        new("http_server_request_duration_seconds", MetricKind.Histogram, Measure.Requests)
        {
            RouteLabel = "http_route",
            OutcomeLabel = "outcome",
            StatusLabel = "http_response_status_code",
            ReasonLabel = "reason",
        };

    public static readonly ScrapedMetric Cpu =
        new("process_cpu_time_seconds_total", MetricKind.SecondsCounter, Measure.Cpu);

    public static readonly ScrapedMetric Probes = new("sre_probes_total", MetricKind.Counter, Measure.Probes)
    {
        ServiceLabel = "target",
        RouteLabel = "path",
        OutcomeLabel = "outcome",
        ReasonLabel = "reason",
    };

    public static readonly ScrapedMetric Reads = new("users_reads_total", MetricKind.Counter, Measure.Reads)
    {
        ReasonLabel = "freshness",
        GoodReason = "fresh",
    };

    public static readonly IReadOnlyList<ScrapedMetric> All =
    [
        Requests,
        Cpu,
        Probes,
        Reads,
        new("users_registered_total", MetricKind.Counter, Measure.Registrations),
        new("log_lines_dropped_total", MetricKind.Counter, Measure.LostLines) { GoodReason = "none" },
        new("gateway_client_requests_total", MetricKind.Counter, Measure.Clients)
        {
            RouteLabel = "http_route", OutcomeLabel = "outcome", ReasonLabel = "client",
        },
        new("target_info", MetricKind.Gauge),
        new("users_active", MetricKind.Gauge),
        new("users_active_counted_seconds", MetricKind.Gauge),
        new("process", MetricKind.GaugeFamily),
        new("breaker", MetricKind.GaugeFamily),
        new("health_check", MetricKind.GaugeFamily),
        new("sre_probe_certificate", MetricKind.GaugeFamily),
    ];

    /// <summary>The whole names of all samples that are used, as a regular expression.</summary>
    public static readonly string NamePattern = string.Join('|', All.Select(metric => metric.NamePattern));

    private static readonly FrozenDictionary<string, ScrapedMetric> Counted =
        All.Where(metric => metric.Measure is not null).ToFrozenDictionary(metric => metric.Name);

    private static readonly FrozenDictionary<string, (SampleKind Kind, ScrapedMetric Metric)>.AlternateLookup<
        ReadOnlySpan<char>> Samples = All.SelectMany(SamplesOf)
        .ToFrozenDictionary(sample => sample.Name, sample => (sample.Kind, sample.Metric))
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Families =
        [.. All.Where(metric => metric.Kind == MetricKind.GaugeFamily).Select(metric => $"{metric.Name}_")];

    /// <returns>The metric with that name whose counts are kept; null if there is none.</returns>
    public static ScrapedMetric? Find(string name) => Counted.GetValueOrDefault(name);

    /// <returns>What the sample is, and the name of its series.</returns>
    public static (SampleKind Kind, string? SeriesName) Classify(ReadOnlySpan<char> name)
    {
        if (Samples.TryGetValue(name, out var sample))
        {
            return (sample.Kind, sample.Metric.Name);
        }

        if (!name.EndsWith("_created"))
        {
            foreach (var family in Families)
            {
                if (name.StartsWith(family))
                {
                    return (SampleKind.Gauge, null);
                }
            }
        }

        return (SampleKind.Other, null);
    }

    private static IEnumerable<(string Name, SampleKind Kind, ScrapedMetric Metric)> SamplesOf(ScrapedMetric metric) =>
        metric.Kind switch
        {
            MetricKind.Histogram =>
            [
                ($"{metric.Name}_bucket", SampleKind.HistogramBucket, metric),
                ($"{metric.Name}_count", SampleKind.HistogramCount, metric),
                ($"{metric.Name}_sum", SampleKind.HistogramSum, metric),
            ],
            MetricKind.Counter => [(metric.Name, SampleKind.Count, metric)],
            MetricKind.SecondsCounter => [(metric.Name, SampleKind.Seconds, metric)],
            MetricKind.Gauge => [(metric.Name, SampleKind.Gauge, metric)],
            _ => [],
        };
}
