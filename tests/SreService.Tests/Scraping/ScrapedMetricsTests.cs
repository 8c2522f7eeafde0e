using System.Text.RegularExpressions;
using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class ScrapedMetricsTests
{
    [Theory]
    [InlineData("http_server_request_duration_seconds_bucket", "HistogramBucket")]
    [InlineData("http_server_request_duration_seconds_count", "HistogramCount")]
    [InlineData("http_server_request_duration_seconds_sum", "HistogramSum")]
    [InlineData("http_server_request_duration_seconds", "Other")]
    [InlineData("users_reads_total", "Count")]
    [InlineData("users_registered_total", "Count")]
    [InlineData("gateway_client_requests_total", "Count")]
    [InlineData("sre_probes_total", "Count")]
    [InlineData("process_cpu_time_seconds_total", "Seconds")]
    [InlineData("process_memory_usage_bytes", "Gauge")]
    [InlineData("process_cpu_time_seconds_created", "Other")]
    [InlineData("target_info", "Gauge")]
    [InlineData("users_active", "Gauge")]
    [InlineData("breaker_state", "Gauge")]
    [InlineData("health_check_status", "Gauge")]
    [InlineData("sre_probe_certificate_expiry_timestamp_seconds", "Gauge")]
    [InlineData("process", "Other")]
    [InlineData("dotnet_gc_collections_total", "Other")]
    public void Sample_is_classified_by_its_name(string name, string kind)
    {
        Assert.Equal(kind, ScrapedMetrics.Classify(name).Kind.ToString());
        Assert.True(kind == "Other" || Regex.IsMatch(name, $"^({ScrapedMetrics.NamePattern})$"));
    }

    [Theory]
    [InlineData("users_reads_total{freshness=\"fresh\"}", "reads users-service  good ")]
    [InlineData("users_reads_total{freshness=\"stale\"}", "reads users-service  bad stale")]
    [InlineData("users_registered_total{}", "registrations users-service  good ")]
    [InlineData("log_lines_dropped_total{}", "lost_lines users-service  bad ")]
    [InlineData("process_cpu_time_seconds_total{}", "cpu users-service  good ")]
    [InlineData(
        "sre_probes_total{target=\"gateway\",path=\"/\",outcome=\"bad\",reason=\"slow\"}", "probes gateway / bad slow")]
    [InlineData(
        "gateway_client_requests_total{http_route=\"/a\",outcome=\"good\",client=\"curl\"}",
        "clients users-service /a good curl")]
    [InlineData(
        "http_server_request_duration_seconds{http_route=\"/a\",outcome=\"excluded\",reason=\"probe\"}",
        "requests users-service /a excluded probe")]
    [InlineData(
        "http_server_request_duration_seconds{http_route=\"/a\",http_response_status_code=\"500\"}",
        "requests users-service /a bad server_error")]
    [InlineData(
        "http_server_request_duration_seconds{http_response_status_code=\"404\",outcome=\"CLIENT_ERROR\"}",
        "requests users-service  good ")]
    [InlineData(
        "http_server_request_duration_seconds{http_response_status_code=\"503\",outcome=\"SERVER_ERROR\"}",
        "requests users-service  bad server_error")]
    [InlineData(
        "http_server_request_duration_seconds{http_response_status_code=\"500\",outcome=\"excluded\",reason=\"probe\"}",
        "requests users-service  excluded probe")]
    [InlineData(
        "http_server_request_duration_seconds{outcome=\"SERVER_ERROR\",reason=\"x\"}",
        "requests users-service  unclassified ")]
    [InlineData(
        "http_server_request_duration_seconds{http_response_status_code=\"\"}",
        "requests users-service  unclassified ")]
    [InlineData(
        "http_server_request_duration_seconds{http_response_status_code=\"abc\"}",
        "requests users-service  unclassified ")]
    [InlineData("sre_probes_total{target=\"gateway\",path=\"/\"}", "probes gateway / unclassified ")]
    public void Series_counts_under_its_key(string series, string key)
    {
        var (measure, service, route, outcome, reason) = Series.Parse(series).KeyAt("users-service");

        Assert.Equal(key, $"{measure} {service} {route} {outcome} {reason}");
    }

    [Fact]
    public void Each_measure_has_one_metric() => Assert.Equal(
        [
            Measure.Clients, Measure.Cpu, Measure.LostLines, Measure.Probes, Measure.Reads, Measure.Registrations,
            Measure.Requests,
        ],
        ScrapedMetrics.All.Select(metric => metric.Measure).OfType<string>().Order());
}
