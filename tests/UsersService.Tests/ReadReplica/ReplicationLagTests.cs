using NpgsqlTypes;
using UsersService.ReadReplica;

namespace UsersService.Tests.ReadReplica;

public sealed class ReplicationLagTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ReplicationLag _lag = new();

    [Fact]
    public void Lag_is_unknown_before_the_first_position_of_the_primary()
    {
        Assert.Null(_lag.Behind(Noon, Position(100)));
    }

    [Fact]
    public void Replica_that_has_everything_has_no_lag_on_an_idle_primary()
    {
        NoteEverySecond(0, 3600, _ => 100);

        Assert.Equal(TimeSpan.Zero, Behind(3600.5, 100));
    }

    [Fact]
    public void Lag_of_a_stalled_replica_grows_from_its_last_position()
    {
        NoteEverySecond(0, 60, second => 100 + (ulong)second);

        Assert.Equal(TimeSpan.FromSeconds(20.5), Behind(60.5, 140));
    }

    [Fact]
    public void Lag_grows_from_the_last_reached_position_while_the_primary_is_down()
    {
        NoteEverySecond(0, 10, _ => 100);

        Assert.Equal(TimeSpan.FromSeconds(30), Behind(40, 100));
    }

    [Fact]
    public void Lag_is_unknown_for_a_replica_behind_all_noted_positions()
    {
        NoteEverySecond(0, 5000, second => 100 + (ulong)second);

        Assert.Null(Behind(5000, 100));
        Assert.Equal(TimeSpan.FromSeconds(500), Behind(5000, 4600));
    }

    [Fact]
    public void New_primary_may_start_at_an_earlier_position()
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
