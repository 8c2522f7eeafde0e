using System.Globalization;
using SreService.Objectives;

namespace SreService.Tests.Objectives;

public sealed class BurnTests
{
    private static readonly ErrorBudget Budget = new(0.99m);

    [Theory]
    [InlineData(98, 2, "1.999", true, true, false)]
    [InlineData(98, 2, "2", false, true, true)]
    [InlineData(98, 2, "2.001", false, false, true)]
    public void Observed_burn_rate_is_compared_exactly(
        long good, long bad, string threshold, bool above, bool atLeast, bool atMost)
    {
        var burn = Of(good, bad, covered: 60);
        var limit = Number(threshold);

        Assert.Equal((above, atLeast, atMost), (burn.IsAbove(limit), burn.IsAtLeast(limit), burn.IsAtMost(limit)));
    }

    [Theory]
    [InlineData(54, true)]  // 90% of 59 minutes are 53.1
    [InlineData(53, false)]
    public void Burn_rate_is_known_from_90_percent_of_the_past_minutes_on(int covered, bool known) =>
        Assert.Equal(known, Of(98, 2, covered).IsKnown);

    [Fact]
    public void Burn_rate_is_unknown_without_events()
    {
        var burn = Of(0, 0, covered: 60);

        Assert.Equal((true, false, null), (burn.IsObserved, burn.IsKnown, burn.Rate));
        Assert.False(burn.IsAbove(0) || burn.IsAtLeast(0) || burn.IsAtMost(1000));
    }

    [Theory]
    [InlineData("0.999", true)]
    [InlineData("1", false)]
    public void Lower_bound_assumes_that_the_unobserved_half_was_good(string threshold, bool above) => Assert.Equal(
        above, Of(98, 2, covered: 30).IsAbove(Number(threshold)));

    [Theory]
    [InlineData("50.9", false)]
    [InlineData("51", true)]
    public void Upper_bound_assumes_that_the_unobserved_half_was_bad(string threshold, bool atMost) => Assert.Equal(
        atMost, Of(98, 2, covered: 30).IsAtMost(Number(threshold)));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Burn Of(long good, long bad, int covered) =>
        new(new WindowCounts(good, bad, covered, ExpectedMinutes: 60, ObservedSince: null), Budget);
}
