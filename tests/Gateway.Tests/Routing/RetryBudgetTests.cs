using Gateway.Routing;

namespace Gateway.Tests.Routing;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget _budget = new();

    [Fact]
    public void Second_attempts_are_a_fifth_of_the_requests_after_a_reserve_of_100()
    {
        Assert.Equal(100, Spend(1000));

        for (var request = 0; request < 50; request++)
        {
            _budget.Earn();
        }

        Assert.Equal(10, Spend(1000));
    }

    [Fact]
    public void Reserve_does_not_grow_without_end()
    {
        for (var request = 0; request < 10_000; request++)
        {
            _budget.Earn();
        }

        Assert.Equal(100, Spend(1000));
    }

    private int Spend(int attempts) => Enumerable.Range(0, attempts).Count(_ => _budget.TrySpend());
}
