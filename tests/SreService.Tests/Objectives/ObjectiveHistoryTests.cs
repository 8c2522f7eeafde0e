using CsCheck;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Tests.Objectives;

public sealed class ObjectiveHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ObjectiveHistory _history = new(TimeSpan.FromHours(1));

    [Fact]
    public void Window_sums_only_its_minutes()
    {
        for (var minute = 0; minute < 100; minute++)
        {
            _history.Set(Noon.AddMinutes(minute), new Slice(1, 0, Covered: true));
        }

        var window = _history.Sum(Noon.AddMinutes(40), until: Noon.AddMinutes(100));

        Assert.Equal(new WindowCounts(60, 0, 60, 60, Noon.AddMinutes(40)), window);
    }

    [Fact]
    public void Old_minutes_leave_the_window_without_new_ones()
    {
        _history.Set(Noon, new Slice(5, 5, Covered: true));

        Assert.Equal(10, Total(_history.Sum(Noon, Noon.AddMinutes(60))));
        Assert.Equal(0, Total(_history.Sum(Noon.AddMinutes(1), Noon.AddMinutes(61))));
    }

    [Fact]
    public void End_of_the_window_is_exclusive()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(1), new Slice(10, 0, Covered: true));

        Assert.Equal(1, Total(_history.Sum(Noon, until: Noon.AddMinutes(1))));
    }

    [Fact]
    public void Set_replaces_a_minute()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon, new Slice(3, 1, Covered: true));

        Assert.Equal(4, Total(_history.Sum(Noon, Noon.AddMinutes(1))));
    }

    [Fact]
    public void Old_minute_does_not_replace_a_new_one()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(-60), new Slice(100, 0, Covered: true));

        Assert.Equal(1, Total(_history.Sum(Noon, Noon.AddMinutes(1))));
    }

    [Fact]
    public void Fill_replaces_nothing()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Fill(Noon, new Slice(100, 0, Covered: true));
        _history.Fill(Noon.AddMinutes(1), new Slice(5, 0, Covered: true));

        Assert.Equal(6, Total(_history.Sum(Noon, Noon.AddMinutes(2))));
    }

    [Fact]
    public void Expired_minutes_are_expected_and_not_covered()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));

        var window = _history.Sum(Noon.AddMinutes(-119), Noon.AddMinutes(1));

        Assert.Equal((1, 120), (window.CoveredMinutes, window.ExpectedMinutes));
    }

    [Fact]
    public void Coverage_is_the_ratio_of_observed_minutes()
    {
        _history.Set(Noon, new Slice(1, 0, Covered: true));
        _history.Set(Noon.AddMinutes(1), new Slice(1, 0, Covered: false));
        _history.Set(Noon.AddMinutes(2), new Slice(0, 0, Covered: true));

        Assert.Equal(2m / 60, _history.Sum(Noon.AddMinutes(-57), Noon.AddMinutes(3)).Coverage);
    }

    [Fact]
    public void Sums_do_not_depend_on_the_order_of_changes() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 9], Gen.Int[0, 3], Gen.Bool).Array[0, 300]
            .Select(Gen.Int[0, 400], Gen.Int[0, 400])
            .Sample((sets, one, other) =>
            {
                var history = new ObjectiveHistory(TimeSpan.FromHours(10));
                var expected = new Dictionary<int, Slice>();
                foreach (var (minute, good, bad, covered) in sets)
                {
                    expected[minute] = new Slice(good, bad, covered);
                    history.Set(Noon.AddMinutes(minute), expected[minute]);
                }

                var (from, until) = (Math.Min(one, other), Math.Max(one, other));
                var within = expected.Where(slice => slice.Key >= from && slice.Key < until).ToArray();
                var seen = within.Where(slice => slice.Value.Covered).Select(slice => slice.Key).ToArray();

                Assert.Equal(
                    new WindowCounts(
                        within.Sum(slice => slice.Value.Good), within.Sum(slice => slice.Value.Bad),
                        seen.Length, until - from,
                        seen.Length == 0 ? null : Noon.AddMinutes(seen.Min())),
                    history.Sum(Noon.AddMinutes(from), Noon.AddMinutes(until)));
            });

    private static long Total(WindowCounts window) => window.Good + window.Bad;
}
