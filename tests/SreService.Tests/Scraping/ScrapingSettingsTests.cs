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
    [InlineData("", "http://localhost:9090", "needs a Service.")]
    [InlineData("gateway", "localhost:9090", "needs an Address such as http://10.0.0.7:9090.")]
    [InlineData("gateway", "/metrics", "needs an Address such as http://10.0.0.7:9090.")]
    public void A_target_that_leads_nowhere_is_refused(string service, string address, string problem)
    {
        var settings = new ScrapingSettings { Targets = [new TargetSettings { Service = service, Address = address }] };

        Assert.Equal(("Scraping:Targets:0", problem), settings.Problems().Single());
    }
}
