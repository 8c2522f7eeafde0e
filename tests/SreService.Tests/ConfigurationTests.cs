using Platform.Configuration;

namespace SreService.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task The_service_refuses_to_start_and_names_everything_that_is_wrong()
    {
        await using var system = new SreSystem("")
            .With("Scraping:Targets:0:Service", "gateway").With("Scraping:Targets:0:Address", "nowhere")
            .With("Probes:Target", "nowhere").With("Probes:Paths:0", "api").With("Traffic:Key", "short");

        var error = Assert.Throws<InvalidConfigurationException>(() => system.Services);

        Assert.Equal(
            [
                "ConnectionStrings:Sre: is required.",
                "Scraping:Targets:0: needs an Address such as http://10.0.0.7:9090.",
                "Probes:Target: must be a URL such as http://gateway:8080.",
                "Probes:Paths:0: must begin with /.",
                "Traffic:Key: must have at least 16 characters.",
            ],
            error.Errors);
    }
}
