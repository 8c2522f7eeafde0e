using System.Diagnostics;
using SreService.Objectives;

namespace SreService.Tests.Objectives;

public sealed class ObjectiveHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ObjectiveHistory _history = new(windowMinutes: 60);

    [Fact]
    public void A_window_takes_its_minutes_and_no_others()
    {
        for (var minute = 0; minute < 100; minute++)
        {
            _history.Set(Noon.AddMinutes(minute), new Slice(1, 0, Covered: true));
        }

        var window = _history.Sum(Noon.AddMinutes(99), until: Noon.AddMinutes(100));

        Assert.Equal(new WindowCounts(60, 0, 60, 60, Noon.AddMinutes(40)), window);
    }

    [Fact]
    public void What_is_older_than_the_window_falls_out_although_nothing_new_came()
    {
        _history.Set(Noon, new Slice(5, 5, Covered: true));

        Assert.Equal(10, Total(_history.Sum(Noon.AddMinutes(59), Noon.AddMinutes(60))));
        Assert.Equal(0, Total(_history.Sum(Noon.AddMinutes(60), Noon.AddMinutes(61))));
    }

    [Fact]
    public void Minutes_from_the_end_on_are_left_out()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(1), new Slice(10, 0, Covered: true));

        Assert.Equal(1, Total(_history.Sum(Noon.AddMinutes(1), until: Noon.AddMinutes(1))));
    }

    [Fact]
    public void A_minute_is_replaced_and_not_added()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon, new Slice(3, 1, Covered: true));

        Assert.Equal(4, Total(_history.Sum(Noon, Noon.AddMinutes(1))));
    }

    [Fact]
    public void A_minute_of_long_ago_does_not_push_out_one_of_now()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(-60), new Slice(100, 0, Covered: true));

        Assert.Equal(1, Total(_history.Sum(Noon, Noon.AddMinutes(1))));
    }

    [Fact]
    public void Coverage_is_the_share_of_the_windows_minutes_that_were_observed()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(1), new Slice(1, 0, Covered: false));
        _history.Set(Noon.AddMinutes(2), new Slice(0, 0, Covered: true));

        Assert.Equal(2m / 60, _history.Sum(Noon.AddMinutes(2), Noon.AddMinutes(3)).Coverage);
    }

    [Fact]
    public void Thirty_days_of_four_objectives_are_added_up_within_50_ms()
    {
        var month = new ObjectiveHistory(windowMinutes: 43_200);
        for (var minute = 0; minute < 43_200; minute++)
        {
            month.Set(Noon.AddMinutes(minute), new Slice(1_000_000, 1, Covered: true));
        }

        var started = Stopwatch.GetTimestamp();
        var sums = Enumerable.Range(0, 4)
            .Select(_ => month.Sum(Noon.AddMinutes(43_199), Noon.AddMinutes(43_200))).ToArray();

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, 50);
        Assert.All(sums, sum => Assert.Equal((43_200_000_000, 43_200), (sum.Good, sum.Bad)));
    }

    private static long Total(WindowCounts window) => window.Good + window.Bad;
}
