using System.Net;
using Gateway.RateLimits;
using Microsoft.Extensions.Time.Testing;
using Platform.Requests;
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

    [Fact]
    public void Write_is_remembered_for_a_minute_although_the_window_is_shorter()
    {
        using var clients = new ClientUses(new RateLimitSettings { Window = TimeSpan.FromSeconds(1) }, _clock);
        var writer = IPAddress.Parse("192.0.2.1");
        clients.Of(writer).Wrote();

        _clock.Advance(LastWrite.SentFor);
        clients.ForgetIdle();

        Assert.Equal(LastWrite.SentFor, clients.Of(writer).SinceWrite);
    }
}
