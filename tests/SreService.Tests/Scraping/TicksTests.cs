using Microsoft.Extensions.Time.Testing;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class TicksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(-0.004, 0)]
    [InlineData(0.1, 0)]
    [InlineData(14.9, 0)]
    [InlineData(47, 45)]
    [InlineData(-3597, -3600)]
    public void Round_counts_for_its_due_time_unless_the_clock_jumped(double begins, double tick) =>
        Assert.Equal(Noon.AddSeconds(tick), Ticks.After(Noon, Noon.AddSeconds(begins), Interval));

    [Fact]
    public async Task Paused_process_takes_the_round_late()
    {
        var clock = new FakeTimeProvider(Noon.AddSeconds(14.999)) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

        var tick = Ticks.NextAsync(clock, Interval, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Noon + Interval, await tick);
    }
}
