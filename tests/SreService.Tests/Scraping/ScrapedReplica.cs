using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>A replica as a round of scrapes leaves it.</summary>
internal static class ScrapedReplica
{
    public static Replica Read(
        string service = "gateway", string instance = "gateway-1", DateTimeOffset? startedAt = null,
        DateTimeOffset? at = null, params (string Series, double Value)[] gauges) =>
        NotScraped(service, instance).Scraped(new(
            new(service, instance, startedAt ?? SreSystem.Noon.AddHours(-1)), "1.2.3", at ?? SreSystem.Noon,
            new Dictionary<Series, Histogram>(),
            gauges.ToDictionary(gauge => Series.Parse(gauge.Series), gauge => gauge.Value)));

    public static Replica Unreachable(
        string service = "gateway", string instance = "gateway-1", int missed = 2,
        params (string Series, double Value)[] gauges)
    {
        var replica = Read(service, instance, gauges: gauges);
        for (var attempt = 1; attempt <= missed; attempt++)
        {
            replica = replica.Failed(new(FailureKind.Unreachable, "connection refused"), SreSystem.Noon.AddMinutes(-1));
        }

        return replica;
    }

    public static Replica NotScraped(string service = "gateway", string instance = "gateway-1") =>
        Replica.NotScraped(new(service, new Uri($"http://{instance}.test:9080"), Instance: null));
}
