using SreService.Leadership;

namespace SreService.Tests.Leadership;

public sealed class LeadershipTrackerTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly LeadershipTracker _tracker = new();

    [Fact]
    public void Replica_that_has_not_reached_the_database_may_not_write() => Assert.Equal(
        (LeadershipRole.Undecided, false), (_tracker.Current.Role, _tracker.Current.MayWrite));

    [Fact]
    public void Leader_scrapes_and_writes()
    {
        _tracker.Begin(7, "sre-1", Noon);

        Assert.Equal(new LeadershipState(LeadershipRole.Leader, 7, "sre-1", Noon), _tracker.Current);
        Assert.Equal((true, true), (_tracker.Current.Scrapes, _tracker.Current.MayWrite));
    }

    [Fact]
    public void Follower_neither_scrapes_nor_writes()
    {
        _tracker.Follow(8, "sre-2", Noon);

        Assert.Equal(new LeadershipState(LeadershipRole.Follower, 8, "sre-2", Noon), _tracker.Current);
        Assert.Equal((false, false), (_tracker.Current.Scrapes, _tracker.Current.MayWrite));
    }

    [Fact]
    public void Leader_without_the_database_continues_its_term_in_memory()
    {
        _tracker.Begin(7, "sre-1", Noon);

        _tracker.Detach();

        Assert.Equal(new LeadershipState(LeadershipRole.Detached, 7, "sre-1", Noon), _tracker.Current);
        Assert.Equal((true, false), (_tracker.Current.Scrapes, _tracker.Current.MayWrite));
    }

    [Fact]
    public void Follower_without_the_database_remains_a_follower()
    {
        _tracker.Follow(8, "sre-2", Noon);

        _tracker.Detach();

        Assert.Equal(LeadershipRole.Follower, _tracker.Current.Role);
    }

    [Fact]
    public void Resumed_leader_continues_its_term()
    {
        _tracker.Begin(7, "sre-1", Noon);
        _tracker.Detach();

        _tracker.Resume();

        Assert.Equal(new LeadershipState(LeadershipRole.Leader, 7, "sre-1", Noon), _tracker.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rejected_write_ends_the_term_and_the_next_leader_is_unknown(bool isDetached)
    {
        _tracker.Begin(7, "sre-1", Noon);
        if (isDetached)
        {
            _tracker.Detach();
        }

        _tracker.Lose(7);

        Assert.Equal(new LeadershipState(LeadershipRole.Follower, 0, null, null), _tracker.Current);
    }

    [Fact]
    public void Rejected_write_of_an_earlier_term_does_not_end_the_current_one()
    {
        _tracker.Begin(7, "sre-1", Noon);

        _tracker.Lose(6);

        Assert.Equal((LeadershipRole.Leader, 7), (_tracker.Current.Role, _tracker.Current.Term));
    }

    [Fact]
    public void Follower_that_knows_the_next_leader_does_not_lose_it()
    {
        _tracker.Follow(8, "sre-2", Noon);

        _tracker.Lose(8);

        Assert.Equal("sre-2", _tracker.Current.Holder);
    }

    [Fact]
    public void Report_of_a_follower_names_the_leader_and_the_answering_replica()
    {
        _tracker.Follow(8, "sre-2", Noon);

        Assert.Equal(
            new LeaderReport("sre-2", Noon, "sre-1", LeadershipRole.Follower),
            LeaderReport.Of(_tracker.Current, "sre-1"));
    }
}
