using Gateway.Routing;

namespace Gateway.Tests.Routing;

public sealed class PatienceTests
{
    private readonly Patience _patience = new();

    [Fact]
    public void Fast_or_unknown_route_has_one_second()
    {
        Answer(1000, TimeSpan.FromMilliseconds(20));

        Assert.Equal((Seconds(1), Seconds(1)), (_patience.Of("route"), _patience.Of("another")));
    }

    [Fact]
    public void Slow_route_has_twice_its_99th_percentile()
    {
        Answer(97, TimeSpan.FromMilliseconds(20));
        Answer(3, TimeSpan.FromMilliseconds(1500));

        // The percentile is rounded up to a power of two.
        Assert.Equal(TimeSpan.FromMilliseconds(2 * 2048), _patience.Of("route"));
    }

    [Fact]
    public void One_slow_answer_in_a_thousand_changes_nothing()
    {
        Answer(999, TimeSpan.FromMilliseconds(20));
        Answer(1, Seconds(8));

        Assert.Equal(Seconds(1), _patience.Of("route"));
    }

    [Fact]
    public void Route_that_became_fast_again_is_noticed()
    {
        Answer(500, Seconds(5));
        Answer(20_000, TimeSpan.FromMilliseconds(20));

        Assert.Equal(Seconds(1), _patience.Of("route"));
    }

    private void Answer(int times, TimeSpan duration)
    {
        for (var each = 0; each < times; each++)
        {
            _patience.Answered("route", duration);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
