using System.Text.RegularExpressions;
using CsCheck;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class ScrapeCacheTests
{
    private static readonly string[] Beginnings =
    [
        "http_server_request_duration_seconds", "http_client_request_duration_seconds", "users_reads", "users_active",
        "users_registered", "gateway_client_requests", "target_info", "process_cpu_time_seconds", "process",
        "process_start_time_seconds", "breaker_state", "breaker", "health_check_status", "health_check", "dotnet_gc",
    ];

    private static readonly string[] Ends = ["", "_total", "_bucket", "_count", "_sum", "_x"];

    private static readonly Gen<string> Names = Gen.Select(
        Gen.Int[0, Beginnings.Length - 1], Gen.Int[0, Ends.Length - 1], (name, end) => Beginnings[name] + Ends[end]);

    /// <summary>A Prometheus is asked for exactly the names that are read from the replicas themselves.</summary>
    [Fact]
    public void Cache_agrees_with_the_name_pattern() => Names.Sample(name =>
    {
        var text = new PrometheusText($"{name} 1\n");
        Assert.True(text.MoveNext());

        var isOfUse = new ScrapeCache(10).Find(text.Current) is not null;

        Assert.Equal(Regex.IsMatch(name, $"^({ScrapedMetrics.NamePattern})$"), isOfUse);
    });
}
