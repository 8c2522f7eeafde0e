using Platform.Configuration;
using SreService.Tests.Objectives.Files;

namespace SreService.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task Service_does_not_start_with_invalid_settings_and_names_them_all()
    {
        await using var system = new SreSystem("")
            .With("ConnectionStrings:Sre", "").With("ConnectionStrings:SreMigrations", "")
            .With("Scraping:Targets:0:Service", "gateway").With("Scraping:Targets:0:Address", "nowhere")
            .With("Objectives:Path", "/nowhere/at/all").With("Probes:Target", "nowhere").With("Probes:Paths:0", "api")
            .With("DeployGate:FreezeBelow", "30").With("Traffic:Key", "short");

        var error = Assert.Throws<InvalidConfigurationException>(() => system.Services);

        Assert.Equal(
            [
                "Traffic:Key: must have at least 16 characters.",
                "ConnectionStrings:Sre: is required.",
                "Objectives:Path: cannot be read: Could not find a part of the path '/nowhere/at/all'.",
                "Scraping:Targets:0: needs an Address such as http://10.0.0.7:9090.",
                "Probes:Target: must be a URL such as http://gateway:8080.",
                "Probes:Paths:0: must begin with / and not with //.",
                "DeployGate:FreezeBelow: must not be above SlowBelow.",
            ],
            error.Errors);
    }

    [Fact]
    public async Task Service_does_not_start_with_invalid_objectives_and_names_all_problems()
    {
        var folder = Directory.CreateTempSubdirectory("objectives-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "shop.yaml"),
            SloYaml.Text.Replace("target: 0.99", "target: 1").Replace("duration: 30d", "duration: 99d"),
            TestContext.Current.CancellationToken);
        await using var system = new SreSystem("Host=localhost").With("Objectives:Path", folder);

        var error = Assert.Throws<InvalidConfigurationException>(() => system.Services);

        Directory.Delete(folder, recursive: true);
        Assert.Equal(
            [
                $"{folder}/shop.yaml:19 spec.timeWindow[0].duration: is '99d', must be from 1h to 35d, such as 7d, 4w "
                + "or 30d; slices are kept no longer.",
                $"{folder}/shop.yaml:23 spec.objectives[0].target: leaves no error budget: it must be below 100%.",
            ],
            error.Errors);
    }
}
