using CsCheck;
using SreService.Objectives;

namespace SreService.Tests.Objectives;

public sealed class ErrorBudgetTests
{
    private static readonly ErrorBudget ThreeNines = new(0.999m);

    [Fact]
    public void The_indicator_is_the_share_of_good_events() =>
        Assert.Equal(0.999m, ErrorBudget.Sli(good: 999, bad: 1));

    [Fact]
    public void Without_events_nothing_is_known()
    {
        Assert.Null(ErrorBudget.Sli(0, 0));
        Assert.Null(ThreeNines.Burn(0, 0));
        Assert.Null(ThreeNines.Remaining(0, 0));
    }

    [Fact]
    public void Burn_is_the_bad_share_over_the_budget() =>
        Assert.Equal(14.4m, ThreeNines.Burn(good: 9856, bad: 144));

    [Fact]
    public void An_overspent_budget_is_negative() =>
        Assert.Equal(-1m, ThreeNines.Remaining(good: 998, bad: 2));

    [Fact]
    public void A_budget_that_is_exactly_spent_is_zero() =>
        Assert.Equal(0m, ThreeNines.Remaining(good: 999, bad: 1));

    [Theory]
    [InlineData(99_999, 1, 99)]
    [InlineData(999, 1, 0)]
    [InlineData(998, 2, -1)]
    [InlineData(100, 0, 0)]
    public void What_may_still_go_wrong_is_counted_in_events(long good, long bad, long left) =>
        Assert.Equal(left, ThreeNines.BadLeft(good, bad));

    [Fact]
    public void The_budget_of_three_nines_over_30_days_is_43_minutes_12_seconds() =>
        Assert.Equal(new TimeSpan(0, 43, 12), TimeSpan.FromDays(30) * (double)ThreeNines.Size);

    [Fact]
    public void One_more_bad_event_never_leaves_more_budget() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Int[1, 9999]).Sample((good, bad, target) =>
        {
            var budget = new ErrorBudget(target / 10_000m);
            return good + bad == 0 || budget.Remaining(good, bad + 1) <= budget.Remaining(good, bad);
        });
}
