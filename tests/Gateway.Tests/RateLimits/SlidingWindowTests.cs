using Gateway.RateLimits;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.RateLimits;

public sealed class SlidingWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Segment = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Quota_is_all_that_can_be_taken()
    {
        var window = new SlidingWindow(10, Window, _clock);

        Assert.True(window.TryTake(4));
        Assert.True(window.TryTake(6));
        Assert.False(window.TryTake(1));
        Assert.Equal(0, window.Left);
    }

    [Fact]
    public void Refused_request_takes_nothing()
    {
        var window = new SlidingWindow(10, Window, _clock);

        Assert.True(window.TryTake(8));
        Assert.False(window.TryTake(3));
        Assert.Equal(2, window.Left);
        Assert.True(window.TryTake(2));
    }

    [Fact]
    public void Permits_come_back_when_they_are_a_window_old()
    {
        var window = new SlidingWindow(10, Window, _clock);
        window.TryTake(3);
        _clock.Advance(Segment);
        window.TryTake(7);

        _clock.Advance(Segment * 4);
        Assert.Equal(0, window.Left);
        _clock.Advance(Segment);
        Assert.Equal(3, window.Left);
        _clock.Advance(Segment);
        Assert.Equal(10, window.Left);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public void All_come_back_after_a_long_time(int segments)
    {
        var window = new SlidingWindow(10, Window, _clock);
        for (var number = 0; number < 6; number++)
        {
            window.TryTake(1);
            _clock.Advance(Segment);
        }

        _clock.Advance(Segment * segments);

        Assert.True(window.TryTake(10));
        Assert.False(window.TryTake(1));
    }

    [Fact]
    public void Returned_permits_can_be_taken_again_and_come_back_once()
    {
        var window = new SlidingWindow(10, Window, _clock);
        window.TryTake(10);
        _clock.Advance(Segment);

        window.Return(9);

        Assert.Equal(9, window.Left);
        _clock.Advance(Window * 2);
        Assert.Equal(10, window.Left);
    }

    [Fact]
    public async Task Many_at_once_never_take_more_than_the_quota()
    {
        const int Quota = 20_000;
        var window = new SlidingWindow(Quota, Window, _clock);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, Quota).Count(number =>
            {
                if (number % 100 == 0)
                {
                    window.Return(0);
                }

                return window.TryTake(1);
            }),
            TestContext.Current.CancellationToken)));

        Assert.Equal(Quota, taken.Sum());
        Assert.Equal(0, window.Left);
    }

    [Fact]
    public async Task Segments_that_begin_while_many_take_lose_nothing()
    {
        var window = new SlidingWindow(int.MaxValue, Window, _clock);
        using var stop = new CancellationTokenSource();
        var taking = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                window.TryTake(1);
            }
        })).ToArray();

        for (var number = 0; number < 200; number++)
        {
            _clock.Advance(Segment);
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Task.WhenAll(taking);
        _clock.Advance(Window * 2);

        Assert.Equal(int.MaxValue, window.Left);
    }
}
