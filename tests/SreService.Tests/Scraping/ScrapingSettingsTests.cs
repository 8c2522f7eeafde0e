using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class ScrapingSettingsTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(60)]
    public void Interval_that_divides_a_minute_is_valid(int seconds) =>
        Assert.Empty(new ScrapingSettings { Interval = TimeSpan.FromSeconds(seconds) }.Problems());

    [Fact]
    public void Interval_that_does_not_divide_a_minute_is_refused() =>
        Assert.Equal(
            ("Interval", "must divide a minute evenly."),
            new ScrapingSettings { Interval = TimeSpan.FromSeconds(7) }.Problems().Single());

    [Fact]
    public void Timeout_must_be_shorter_than_the_interval()
    {
        var settings = new ScrapingSettings { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(2) };

        Assert.Equal("Timeout", settings.Problems().Single().Key);
    }

    [Theory]
    [InlineData(ScrapeSource.Prometheus, null, "Prometheus")]
    [InlineData(ScrapeSource.Replicas, "http://prometheus:9090", "Prometheus")]
    [InlineData(ScrapeSource.Prometheus, "ftp://prometheus", "Prometheus")]
    [InlineData(ScrapeSource.Prometheus, "/api", "Prometheus")]
    [InlineData(ScrapeSource.Prometheus, "http://prometheus:9090", null)]
    public void Prometheus_address_is_required_exactly_with_that_source(
        ScrapeSource source, string? address, string? problem)
    {
        var settings = new ScrapingSettings
        {
            Source = source,
            Prometheus = address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute),
        };

        Assert.Equal(problem, settings.Problems().SingleOrDefault().Key);
    }

    [Fact]
    public void Prometheus_source_excludes_targets()
    {
        var settings = new ScrapingSettings
        {
            Source = ScrapeSource.Prometheus,
            Prometheus = new Uri("http://prometheus:9090"),
            Targets = [new TargetSettings { Service = "gateway", Address = "http://gateway:9090" }],
        };

        Assert.Equal("Source", settings.Problems().Single().Key);
    }

    [Theory]
    [InlineData("", "http://localhost:9090", "needs a Service.")]
    [InlineData("gateway", "localhost:9090", "needs an Address such as http://10.0.0.7:9090.")]
    [InlineData("gateway", "/metrics", "needs an Address such as http://10.0.0.7:9090.")]
    public void Invalid_target_is_refused(string service, string address, string problem)
    {
        var settings = new ScrapingSettings { Targets = [new TargetSettings { Service = service, Address = address }] };

        Assert.Equal(("Targets:0", problem), settings.Problems().Single());
    }
}
