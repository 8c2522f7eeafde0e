using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>Replicas with given gauges and counters.</summary>
internal static class SomeReplica
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Replica Down(string service = "gateway", string host = "10.0.0.1") =>
        Unscraped(service, host).Failed(new(FailureKind.Unreachable, "connection refused"), Noon);

    public static Replica Unscraped(string service = "gateway", string host = "10.0.0.1") =>
        Replica.NotScraped(new(service, new Uri($"http://{host}:9090"), null));

    public static Replica Up(params (string Series, double Value)[] gauges) =>
        Unscraped().Scraped(Scrape(Noon, "g-1", gauges));

    public static Scrape Scrape(DateTimeOffset at, string instance, params (string Series, double Value)[] gauges) =>
        new(
        new("gateway", instance, Noon.AddHours(-1)), "1.0.0", at, new Dictionary<Series, Histogram>(),
        gauges.ToDictionary(gauge => Series.Parse(gauge.Series), gauge => gauge.Value));

    /// <summary>Counters of CPU time and requests since the start.</summary>
    public static Scrape WithUsage(this Scrape scrape, double cpuSeconds, long requests) => scrape with
    {
        Counters = new Dictionary<Series, Histogram>
        {
            [Series.Parse("process_cpu_time_seconds_total{}")] = new(0, (long)(cpuSeconds * 1e6), []),
            [Series.Parse("http_server_request_duration_seconds{}")] = Histogram.Of(requests),
        },
    };
}
