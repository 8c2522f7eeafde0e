using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>Which replicas are read, from all sources together.</summary>
public sealed class ActiveTargetsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddSeconds(61);

    private readonly ScrapingSettings _settings = new()
    {
        MaxTargets = 4,
        Targets = [new TargetSettings { Service = "gateway", Address = "http://10.0.0.1:9090", Instance = "g-1" }],
    };

    private readonly ActiveTargets _activeTargets;

    public ActiveTargetsTests() => _activeTargets = new ActiveTargets(_settings);

    private string[] Places => [.. _activeTargets.Targets.Select(target => target.Address)];

    [Fact]
    public void Target_from_several_sources_is_scraped_once()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.1"), Noon);

        Assert.Equal(["http://10.0.0.1:9090", "http://10.0.0.2:9090"], Places);
        Assert.Equal(("gateway", "g-1"), (_activeTargets.Targets[0].Service, _activeTargets.Targets[0].Instance));
    }

    [Fact]
    public void Undiscovered_target_stays_while_it_is_up()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.3"), Later);

        _activeTargets.Forget([Answering("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void Target_that_is_down_stays_while_it_is_discovered()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.3"), Later);
        _activeTargets.Add(At("10.0.0.2"), Later);

        _activeTargets.Forget([Silent("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void Undiscovered_target_that_is_down_is_removed()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.3"), Later);

        _activeTargets.Forget([Silent("10.0.0.2"), Silent("10.0.0.1")], Later);

        Assert.Equal(["http://10.0.0.1:9090", "http://10.0.0.3:9090"], Places);
    }

    [Fact]
    public void Last_target_of_a_service_stays()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);

        _activeTargets.Forget([Silent("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void Address_moves_to_the_service_that_has_it_now()
    {
        _activeTargets.Add(At("10.0.0.2"), Noon);
        _activeTargets.Add(At("10.0.0.2") with { Service = "web-frontend" }, Later);

        Assert.Equal("web-frontend", _activeTargets.Targets[1].Service);
    }

    [Fact]
    public void Number_of_targets_is_limited()
    {
        Assert.All(["10.0.0.2", "10.0.0.3", "10.0.0.4"], host => Assert.True(_activeTargets.Add(At(host), Noon)));

        Assert.False(_activeTargets.Add(At("10.0.0.5"), Noon));
        Assert.True(_activeTargets.Add(At("10.0.0.4"), Noon));
        Assert.Equal(4, Places.Length);
    }

    private static Target At(string host) => new("users-service", new Uri($"http://{host}:9090"), null);

    private static Replica Silent(string host) =>
        Replica.NotScraped(At(host)).Failed(new ScrapeFailure(FailureKind.Unreachable, "connection refused"), Noon);

    private static Replica Answering(string host) => Replica.NotScraped(At(host)).Scraped(new Scrape(
        new ProcessIdentity("users-service", host, Noon), "1", Noon, new Dictionary<Series, Histogram>(),
        new Dictionary<Series, double>()));
}
