using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Telemetry;

namespace Platform.Tests.Telemetry;

public sealed class WarningBudgetTests : IDisposable
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.7");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Client_causes_a_bounded_number_of_warnings_in_a_minute()
    {
        var budget = Budget();

        Assert.Equal(WarningBudget.PerMinute, Enumerable.Range(0, 1500).Count(_ => budget.TrySpend(Client)));
        Assert.True(budget.TrySpend(IPAddress.Parse("192.0.2.8")));
        Assert.False(budget.TrySpend(Client.MapToIPv6()));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(budget.TrySpend(Client));
    }

    [Fact]
    public void Addresses_of_one_network_share_a_budget()
    {
        var budget = Budget();

        var warnings = Enumerable.Range(1, 100).Count(host => budget.TrySpend(IPAddress.Parse($"2001:db8::{host}")));

        Assert.Equal(WarningBudget.PerMinute, warnings);
    }

    public void Dispose() => _services.Dispose();

    private WarningBudget Budget() => new(_services.GetRequiredService<IMeterFactory>(), _clock);
}
