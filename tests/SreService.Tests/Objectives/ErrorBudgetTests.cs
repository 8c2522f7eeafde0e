using System.Globalization;
using CsCheck;
using SreService.Objectives;

namespace SreService.Tests.Objectives;

public sealed class ErrorBudgetTests
{
    private static readonly ErrorBudget ThreeNines = new(0.999m);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Fact]
    public void Sli_is_the_ratio_of_good_events() =>
        Assert.Equal(0.999m, ErrorBudget.Sli(good: 999, bad: 1));

    [Fact]
    public void Budget_is_unknown_without_events()
    {
        Assert.Null(ErrorBudget.Sli(0, 0));
        Assert.Null(ThreeNines.Burn(0, 0));
        Assert.Null(ThreeNines.Remaining(0, 0));
    }

    [Fact]
    public void Burn_rate_is_the_bad_ratio_divided_by_the_budget() =>
        Assert.Equal(14.4m, ThreeNines.Burn(good: 9856, bad: 144));

    [Fact]
    public void Overspent_budget_is_negative() =>
        Assert.Equal(-1m, ThreeNines.Remaining(good: 998, bad: 2));

    [Fact]
    public void Exactly_spent_budget_is_zero() =>
        Assert.Equal(0m, ThreeNines.Remaining(good: 999, bad: 1));

    [Theory]
    [InlineData(99_999, 1, 99)]
    [InlineData(999, 1, 0)]
    [InlineData(998, 2, -1)]
    [InlineData(100, 0, 0)]
    public void Remaining_budget_is_counted_in_events(long good, long bad, long left) =>
        Assert.Equal(left, ThreeNines.BadLeft(good, bad));

    [Theory]
    [InlineData("0.999", 30, "00:43:12")]
    [InlineData("0.995", 7, "00:50:24")]
    public void Budget_can_be_given_as_time(string target, int days, string time) =>
        Assert.Equal(TimeSpan.Parse(time), Of(target).Time(TimeSpan.FromDays(days)));

    [Theory]
    [InlineData(1.0, "00:00:51.84")]
    [InlineData(0.1, "00:08:38.4")]
    public void Detection_time_of_a_99_9_percent_objective_follows_from_the_bad_ratio(double badShare, string time) =>
        Assert.Equal(TimeSpan.Parse(time), ThreeNines.Detection(BurnPair.UsualFor(Month)![0], (decimal)badShare));

    [Theory]
    [InlineData(30, "0.02, 0.05, 0.10, 0.10")]
    [InlineData(7, "0.10, 0.20, 0.40")]
    public void Budget_spent_at_detection_follows_from_the_pair(int days, string shares)
    {
        var window = TimeSpan.FromDays(days);

        var spent = BurnPair.UsualFor(window)!
            .Select(pair => ErrorBudget.SpentAtDetection(pair, window).ToString("0.00"));

        Assert.Equal(shares, string.Join(", ", spent));
    }

    [Theory]
    [InlineData(30, "1h/5m > 14.4 page · 6h/30m > 6 page · 1d/2h > 3 ticket · 3d/6h > 1 ticket")]
    [InlineData(7, "1h/5m > 16.8 page · 6h/30m > 5.6 page · 1d/2h > 2.8 ticket")]
    [InlineData(31, "1h/5m > 14.4 page · 6h/30m > 6 page · 1d/2h > 3 ticket · 3d/6h > 1 ticket")]
    [InlineData(28, "1h/5m > 14.4 page · 6h/30m > 6 page · 1d/2h > 3 ticket · 3d/6h > 1 ticket")]
    [InlineData(27, null)]
    [InlineData(14, null)]
    public void Month_and_week_have_default_pairs(int days, string? pairs)
    {
        var usual = BurnPair.UsualFor(TimeSpan.FromDays(days));

        Assert.Equal(pairs, usual is null ? null : string.Join(" · ", usual));
    }

    [Fact]
    public void Monthly_budget_at_burn_rate_14_4_lasts_50_hours() =>
        Assert.Equal(new TimeSpan(2, 2, 0, 0), ErrorBudget.Exhaustion(Month, 14.4m));

    [Fact]
    public void Remaining_budget_lasts_in_proportion()
    {
        Assert.Equal(TimeSpan.FromHours(25), ErrorBudget.TimeLeft(Month, 0.5m, 14.4m));
        Assert.Equal(TimeSpan.Zero, ErrorBudget.TimeLeft(Month, -0.5m, 14.4m));
        Assert.Null(ErrorBudget.TimeLeft(Month, 0.5m, 0));
        Assert.Null(ErrorBudget.TimeLeft(Month, null, null));
    }

    [Fact]
    public void Exhaustion_is_capped_at_the_longest_time() =>
        Assert.Equal(TimeSpan.MaxValue, ErrorBudget.Exhaustion(Month, 0.000000001m));

    [Theory]
    [InlineData("0.95", "18", true)]
    [InlineData("0.95", "18.1", false)]
    [InlineData("0.5", "1.8", true)]
    [InlineData("0.5", "1.9", false)]
    public void Threshold_is_reachable_up_to_90_percent_of_the_highest_burn_rate(
        string target, string burn, bool can) =>
        Assert.Equal(can, Of(target).CanReach(decimal.Parse(burn, CultureInfo.InvariantCulture)));

    [Fact]
    public void Interval_assumes_the_unobserved_part_all_bad_or_all_good() =>
        Assert.Equal((0.495m, 0.995m), ErrorBudget.Interval(99, 1, coverage: 0.5m));

    [Fact]
    public void Interval_contains_the_value_and_narrows_with_coverage() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[1, 1_000_000], Gen.Int[0, 1000], Gen.Int[0, 1000])
            .Sample((good, bad, one, other) =>
            {
                var (less, more) = (Math.Min(one, other) / 1000m, Math.Max(one, other) / 1000m);
                var wide = ErrorBudget.Interval(good, bad, less)!.Value;
                var narrow = ErrorBudget.Interval(good, bad, more)!.Value;
                var sli = ErrorBudget.Sli(good, bad);
                return wide.Worst >= 0 && wide.Worst <= narrow.Worst && narrow.Worst <= sli
                    && sli <= narrow.Best && narrow.Best <= wide.Best && wide.Best <= 1;
            });

    [Fact]
    public void Interval_is_unknown_without_events() => Assert.Null(ErrorBudget.Interval(0, 0, coverage: 0));

    [Fact]
    public void Bad_event_never_increases_the_remaining_budget() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Int[1, 9999]).Sample((good, bad, target) =>
        {
            var budget = new ErrorBudget(target / 10_000m);
            return good + bad == 0 || budget.Remaining(good, bad + 1) <= budget.Remaining(good, bad);
        });

    private static ErrorBudget Of(string target) => new(decimal.Parse(target, CultureInfo.InvariantCulture));
}
