using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class ScrapingSettingsTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(60)]
    public void An_interval_that_divides_a_minute_is_taken(int seconds) =>
        Assert.Empty(new ScrapingSettings { Interval = TimeSpan.FromSeconds(seconds) }.Problems());

    [Fact]
    public void An_interval_that_misses_the_full_minute_is_refused() =>
        Assert.Equal(
            ("Scraping:Interval", "must divide a minute without a rest."),
            new ScrapingSettings { Interval = TimeSpan.FromSeconds(7) }.Problems().Single());

    [Fact]
    public void A_timeout_that_runs_into_the_next_reading_is_refused() =>
        Assert.Equal(
            "Scraping:Timeout",
            new ScrapingSettings { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(2) }.Problems().Single().Key);

    [Theory]
    [InlineData(ReadingSource.Prometheus, null, "Scraping:Prometheus")]
    [InlineData(ReadingSource.Replicas, "http://prometheus:9090", "Scraping:Prometheus")]
    [InlineData(ReadingSource.Prometheus, "ftp://prometheus", "Scraping:Prometheus")]
    [InlineData(ReadingSource.Prometheus, "/api", "Scraping:Prometheus")]
    [InlineData(ReadingSource.Prometheus, "http://prometheus:9090", null)]
    public void A_Prometheus_is_named_when_it_is_asked_and_only_then(ReadingSource source, string? address, string? problem)
    {
        var settings = new ScrapingSettings
        {
            Source = source,
            Prometheus = address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute),
        };

        Assert.Equal(problem, settings.Problems().SingleOrDefault().Key);
    }

    [Fact]
    public void Who_asks_a_Prometheus_names_no_targets_beside_it()
    {
        var settings = new ScrapingSettings
        {
            Source = ReadingSource.Prometheus,
            Prometheus = new Uri("http://prometheus:9090"),
            Targets = [new TargetSettings { Service = "gateway", Address = "http://gateway:9090" }],
        };

        Assert.Equal("Scraping:Source", settings.Problems().Single().Key);
    }

    [Theory]
    [InlineData("", "http://localhost:9090", "needs a Service.")]
    [InlineData("gateway", "localhost:9090", "needs an Address such as http://10.0.0.7:9090.")]
    [InlineData("gateway", "/metrics", "needs an Address such as http://10.0.0.7:9090.")]
    public void A_target_that_leads_nowhere_is_refused(string service, string address, string problem)
    {
        var settings = new ScrapingSettings { Targets = [new TargetSettings { Service = service, Address = address }] };

        Assert.Equal(("Scraping:Targets:0", problem), settings.Problems().Single());
    }
}
