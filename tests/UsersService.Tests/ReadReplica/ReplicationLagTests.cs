using NpgsqlTypes;
using UsersService.ReadReplica;

namespace UsersService.Tests.ReadReplica;

public sealed class ReplicationLagTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ReplicationLag _lag = new();

    [Fact]
    public void It_is_unknown_before_the_primary_was_asked()
    {
        Assert.Null(_lag.Behind(Noon, Position(100)));
    }

    [Fact]
    public void A_replica_that_has_all_is_not_behind_however_long_nothing_was_written()
    {
        NoteEverySecond(0, 3600, _ => 100);

        Assert.Equal(TimeSpan.Zero, Behind(3600.5, 100));
    }

    [Fact]
    public void A_replica_that_stands_still_while_the_primary_writes_is_behind_since_then()
    {
        NoteEverySecond(0, 60, second => 100 + (ulong)second);

        Assert.Equal(TimeSpan.FromSeconds(20.5), Behind(60.5, 140));
    }

    [Fact]
    public void It_counts_from_the_last_position_that_was_reached_while_the_primary_is_away()
    {
        NoteEverySecond(0, 10, _ => 100);

        Assert.Equal(TimeSpan.FromSeconds(30), Behind(40, 100));
    }

    [Fact]
    public void It_is_unknown_for_a_replica_older_than_all_that_was_noted()
    {
        NoteEverySecond(0, 5000, second => 100 + (ulong)second);

        Assert.Null(Behind(5000, 100));
        Assert.Equal(TimeSpan.FromSeconds(500), Behind(5000, 4600));
    }

    [Fact]
    public void A_new_primary_may_begin_before_the_place_where_the_old_one_ended()
    {
        _lag.NotePrimary(Noon, Position(500));
        _lag.NotePrimary(Noon.AddSeconds(1), Position(400));

        Assert.Equal(TimeSpan.Zero, Behind(1.5, 400));
    }

    private void NoteEverySecond(int first, int last, Func<int, ulong> position)
    {
        for (var second = first; second <= last; second++)
        {
            _lag.NotePrimary(Noon.AddSeconds(second), Position(position(second)));
        }
    }

    private TimeSpan? Behind(double second, ulong replayed) => _lag.Behind(Noon.AddSeconds(second), Position(replayed));

    private static NpgsqlLogSequenceNumber Position(ulong position) => new(position);
}
