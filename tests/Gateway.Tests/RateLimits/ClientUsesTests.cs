using System.Net;
using Gateway.RateLimits;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace Gateway.Tests.RateLimits;

public sealed class ClientUsesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimitSettings _settings = new();

    [Fact]
    public async Task Client_that_holds_nothing_is_forgotten_after_a_window()
    {
        using var clients = new ClientUses(_settings, _clock);
        await clients.StartAsync(TestContext.Current.CancellationToken);
        clients.Of(IPAddress.Parse("192.0.2.1"));
        var holding = clients.Of(IPAddress.Parse("192.0.2.2"));
        holding.InFlight.TryTake();

        await Eventually.EqualAsync(1, () =>
        {
            _clock.Advance(_settings.Window);
            return Task.FromResult(clients.Count);
        });

        Assert.Same(holding, clients.Of(IPAddress.Parse("192.0.2.2")));
    }
}
