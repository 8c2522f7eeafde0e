using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

/// <summary>One of two replicas of users-service is lost while users notice nothing.</summary>
public sealed class LostReplicaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string GatewayBreaker = "breaker_state{breaker=\"users/users-1\"}";
    private const string FrontendBreaker = "breaker_state{breaker=\"users/10.0.0.1:8080\"}";

    private readonly ReplicaText _gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-2))
        .Set(GatewayBreaker, 0).Set("breaker_state{breaker=\"users/users-2\"}", 0);

    private readonly ReplicaText _frontend = new ReplicaText("web-frontend", "web-1", SreSystem.Noon.AddHours(-2))
        .Set(FrontendBreaker, 0).Set("breaker_state{breaker=\"users/10.0.0.2:8080\"}", 0);

    private readonly List<ReplicaServer> _servers = [];
    private ReplicaServer _lost = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _lost = await ServeAsync(new("users-service", "users-1", SreSystem.Noon.AddHours(-2)));
        _system = await new SreSystem(await postgres.CreateDatabaseAsync())
            .Watching("gateway", await ServeAsync(_gateway))
            .Watching("web-frontend", await ServeAsync(_frontend))
            .Watching("users-service", _lost)
            .Watching("users-service", await ServeAsync(new("users-service", "users-2", SreSystem.Noon.AddHours(-2))))
            .StartAsync();
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Lost_replica_warns_opens_no_incident_and_resolves_a_minute_after_its_return()
    {
        await LoseAsync();

        Assert.Equal(
            [
                "warning: gateway does not reach 1 of 2 destinations of users",
                "warning: web-frontend does not reach 1 of 2 destinations of users",
            ],
            (await AlertsAsync()).Where(alert => alert.Contains("destinations", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(await AlertsAsync(), alert => alert.StartsWith("critical", StringComparison.Ordinal));
        Assert.Empty((await _system.GetAsync("/sre/incidents")).GetProperty("incidents").EnumerateArray());
        Assert.Equal("DEGRADED", await StatusOfAsync("circuit_breakers"));

        await ReturnAsync();
        await _system.TickAsync(12);

        Assert.Empty(await AlertsAsync());
    }

    [Fact]
    public async Task Planned_isolation_of_a_destination_is_no_alert()
    {
        _gateway.Set(GatewayBreaker, 3);

        await _system.TickAsync();

        Assert.Empty(await AlertsAsync());
        Assert.Equal("HEALTHY", await StatusOfAsync("circuit_breakers"));
    }

    private async Task LoseAsync()
    {
        await _lost.StopAsync();
        _gateway.Set(GatewayBreaker, 2);
        _frontend.Set(FrontendBreaker, 2);
        await _system.TickAsync(3);
    }

    private async Task ReturnAsync()
    {
        await _lost.StopAsync();
        var again = new ReplicaText("users-service", "users-1", _system.Clock.GetUtcNow());
        var server = new ReplicaServer(context => context.Response.WriteAsync(again.ToString()), port: _lost.Port);
        _servers.Add(await server.StartAsync());
        _gateway.Set(GatewayBreaker, 0);
        _frontend.Set(FrontendBreaker, 0);
    }

    private async Task<ReplicaServer> ServeAsync(ReplicaText text)
    {
        var server = await new ReplicaServer(text.ToString).StartAsync();
        _servers.Add(server);
        return server;
    }

    private async Task<string[]> AlertsAsync() =>
        [.. (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray().Select(Text)];

    private static string Text(JsonElement alert) =>
        $"{alert.GetProperty("severity").GetString()}: {alert.GetProperty("message").GetString()}";

    private async Task<string?> StatusOfAsync(string component) =>
        (await _system.GetAsync("/sre/health")).GetProperty("components").GetProperty(component).GetProperty("status")
            .GetString();
}
