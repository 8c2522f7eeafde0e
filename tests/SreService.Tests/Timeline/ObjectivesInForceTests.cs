using SreService.Tests.Scraping;
using SreService.Timeline;

namespace SreService.Tests.Timeline;

public sealed class ObjectivesInForceTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Fact]
    public void First_revision_is_no_change()
    {
        var (state, changes) = ObjectivesInForce.Unknown.Next("r1", Noon);

        Assert.Equal(new("r1", null), state);
        Assert.Empty(changes);
    }

    [Fact]
    public void Same_revision_is_no_change()
    {
        var before = new ObjectivesInForce("r1", Noon);

        var (state, changes) = before.Next("r1", Noon.AddSeconds(5));

        Assert.Equal(before, state);
        Assert.Empty(changes);
    }

    [Fact]
    public void Another_revision_is_an_event_that_names_both()
    {
        var (state, changes) = new ObjectivesInForce("r1", null).Next("r2", Noon);

        Assert.Equal(new("r2", Noon), state);
        Assert.Equal(
            new(Noon, TimelineEventKind.Configuration, "sre-service", "objectives",
                "r2 came into force, in place of r1"),
            Assert.Single(changes));
    }

    [Fact]
    public void Last_change_is_the_later_of_a_start_and_a_revision()
    {
        var objectives = new ObjectivesInForce("r2", Noon);

        Assert.Equal(
            "objectives r2 came into force 2026-11-23 12:00:00Z", LastChange(objectives, startedAt: Noon.AddHours(-1)));
        Assert.Equal(
            "gateway 1.2.3 (gateway-1) started 2026-11-23 12:30:00Z", LastChange(
                objectives, startedAt: Noon.AddMinutes(30)));
    }

    [Fact]
    public void Revision_of_more_than_a_day_ago_is_no_last_change() =>
        Assert.Null(new ObjectivesInForce("r2", Noon.AddDays(-1)).LastChange([], Noon));

    private static string? LastChange(ObjectivesInForce objectives, DateTimeOffset startedAt) =>
        objectives.LastChange([SomeReplica.Scraped(startedAt: startedAt)], Noon.AddHours(1));
}
