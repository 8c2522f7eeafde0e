using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Tests.Scraping;

/// <summary>Replicas as a round of scrapes leaves them.</summary>
internal static class SomeReplica
{
    /// <summary>Of a replica that leads.</summary>
    public static FollowerConnection Connection => new(new LeadershipTracker(), new Storage(TimeProvider.System));

    public static Replica NotScraped(string service = "gateway", string instance = "gateway-1") =>
        Replica.NotScraped(new(service, new Uri($"http://{instance}.test:9080"), Instance: null));

    public static Replica Up(params (string Series, double Value)[] gauges) => Scraped(gauges: gauges);

    public static Replica Scraped(
        string service = "gateway", string instance = "gateway-1", DateTimeOffset? startedAt = null,
        params (string Series, double Value)[] gauges)
    {
        var scrape = Scrape(SreSystem.Noon, instance, gauges);
        var started = startedAt ?? scrape.Process.StartedAt;
        return NotScraped(service, instance).Scraped(scrape with
        {
            Process = new(service, instance, started),
            Age = scrape.At - started,
        });
    }

    public static Replica Unreachable(
        string service = "gateway", string instance = "gateway-1", int missed = 2,
        params (string Series, double Value)[] gauges)
    {
        var replica = Scraped(service, instance, gauges: gauges);
        for (var attempt = 1; attempt <= missed; attempt++)
        {
            replica = replica.Failed(new(FailureKind.Unreachable, "connection refused"), SreSystem.Noon.AddMinutes(-1));
        }

        return replica;
    }

    public static Scrape Scrape(DateTimeOffset at, string instance, params (string Series, double Value)[] gauges) =>
        new(
            new("gateway", instance, SreSystem.Noon.AddHours(-1)), "1.2.3", at, new Dictionary<Series, Histogram>(),
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
