using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>Which replicas are read, from all sources together.</summary>
public sealed class RosterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddSeconds(61);

    private readonly ScrapingSettings _settings = new()
    {
        MaxTargets = 4,
        Targets = [new TargetSettings { Service = "gateway", Address = "http://10.0.0.1:9090", Instance = "g-1" }],
    };

    private readonly Roster _roster;

    public RosterTests() => _roster = new Roster(_settings);

    private string[] Places => [.. _roster.Targets.Select(target => target.Place)];

    [Fact]
    public void A_replica_that_several_sources_show_is_read_once()
    {
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.1"), Noon);

        Assert.Equal(["http://10.0.0.1:9090", "http://10.0.0.2:9090"], Places);
        Assert.Equal(("gateway", "g-1"), (_roster.Targets[0].Service, _roster.Targets[0].Instance));
    }

    [Fact]
    public void One_that_nobody_shows_any_more_stays_while_it_answers()
    {
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.3"), Later);

        _roster.Forget([Answering("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void One_that_does_not_answer_stays_while_somebody_shows_it()
    {
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.3"), Later);
        _roster.See(At("10.0.0.2"), Later);

        _roster.Forget([Silent("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void One_that_does_not_answer_and_that_nobody_shows_any_more_goes()
    {
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.3"), Later);

        _roster.Forget([Silent("10.0.0.2"), Silent("10.0.0.1")], Later);

        Assert.Equal(["http://10.0.0.1:9090", "http://10.0.0.3:9090"], Places);
    }

    [Fact]
    public void The_last_of_a_service_stays_because_the_service_is_down_and_not_unknown()
    {
        _roster.See(At("10.0.0.2"), Noon);

        _roster.Forget([Silent("10.0.0.2")], Later);

        Assert.Contains("http://10.0.0.2:9090", Places);
    }

    [Fact]
    public void An_address_that_another_service_has_now_is_that_service_s()
    {
        _roster.See(At("10.0.0.2"), Noon);
        _roster.See(At("10.0.0.2") with { Service = "web-frontend" }, Later);

        Assert.Equal("web-frontend", _roster.Targets[1].Service);
    }

    [Fact]
    public void There_is_a_limit_to_how_many_are_read()
    {
        Assert.All(["10.0.0.2", "10.0.0.3", "10.0.0.4"], host => Assert.True(_roster.See(At(host), Noon)));

        Assert.False(_roster.See(At("10.0.0.5"), Noon));
        Assert.True(_roster.See(At("10.0.0.4"), Noon));
        Assert.Equal(4, Places.Length);
    }

    private static Target At(string host) => new("users-service", new Uri($"http://{host}:9090"), null);

    private static Replica Silent(string host) =>
        Replica.Unseen(At(host)).Missing(new ReadingFailure(FailureKind.Unreachable, "connection refused"), Noon);

    private static Replica Answering(string host) => Replica.Unseen(At(host)).Saw(new Reading(
        new ProcessIdentity("users-service", host, Noon), "1", Noon, new Dictionary<Series, Tally>(),
        new Dictionary<Series, double>()));
}
