using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Local.Demo;
using Testing;

namespace EndToEnd.Tests;

/// <summary>
/// What users and the on-call engineer see while a part is unavailable: as much as possible, and nothing untrue.
/// </summary>
public sealed class OutageTests(OutageSystem outage) : IClassFixture<OutageSystem>
{
    /// <summary>Three scrapes of the local system, and as long again on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_continue_without_PostgreSQL_and_every_page_reports_it()
    {
        var system = await outage.HealthyAsync();
        var levels = new ServiceLevels(system.Gateway);
        using var demo = new DemoTraffic(system.Topology.Gateway, TimeProvider.System, _ => { });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var traffic = demo.RunAsync(stop.Token);
        await Eventually.HoldsAsync(async () => await levels.ComponentAsync("users-service") == "HEALTHY", Soon);
        using var before = await system.Gateway.GetAsync("/api/users", Cancellation);

        await system.Postgres.StopAsync();
        var away = TimeProvider.System.GetTimestamp();

        await Eventually.HoldsAsync(async () => await levels.BreakerAsync("database") == "OPEN", Soon);
        await Eventually.HoldsAsync(async () => await levels.ComponentAsync("database") == "CRITICAL", Soon);
        await Eventually.HoldsAsync(async () => (await levels.AlertsAsync()).Length > 0, Soon);
        using (var stale = await system.Gateway.GetAsync("/api/users", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, stale.StatusCode);
            Assert.Equal("stale", Assert.Single(stale.Headers.GetValues("X-Data-Freshness")));
            Assert.True(stale.Headers.Age > TimeSpan.Zero);
        }

        using (var refused = await system.Gateway.PostAsJsonAsync(
            "/api/users", new { name = "No", email = "no@example.org" }, Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        var health = await ReadAsync(system, "/health");
        Assert.Equal("disconnected", health.GetProperty("database").GetString());
        Assert.NotEqual("healthy", health.GetProperty("status").GetString());
        await Eventually.HoldsAsync(
            () => TimeProvider.System.GetElapsedTime(away) > TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        Assert.All(system.Topology.Replicas, replica => Assert.True(system.Runs(replica.Name), replica.Name));

        await system.Postgres.StartAgainAsync(Cancellation);

        await Eventually.HoldsAsync(
            async () =>
            {
                using var fresh = await system.Gateway.GetAsync("/api/users", Cancellation);
                return fresh.IsSuccessStatusCode && !fresh.Headers.Contains("Age");
            },
            Soon);
        await Eventually.HoldsAsync(async () => await levels.BreakerAsync("database") == "CLOSED", Soon);
        await Eventually.HoldsAsync(async () => await levels.ComponentAsync("database") == "HEALTHY", Soon);
        await stop.CancelAsync();
        await traffic;
    }

    [Fact]
    public async Task Killed_users_service_is_shown_as_down()
    {
        var system = await outage.HealthyAsync();
        var levels = new ServiceLevels(system.Gateway);
        await Eventually.HoldsAsync(async () => await levels.ComponentAsync("users-service") == "HEALTHY", Soon);

        await system.KillAllAsync("users");

        await ServiceLevels.AllSayAsync(
            system, async replica => await replica.ComponentAsync("users-service") == "CRITICAL", Soon);
        for (var look = 0; look < 20; look++)
        {
            Assert.Equal("CRITICAL", await levels.ComponentAsync("users-service"));
            using var refused = await system.Gateway.GetAsync("/api/users", Cancellation);
            Assert.True(
                refused.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway,
                $"{refused.StatusCode}");
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }

        Assert.Contains(
            await levels.AlertsAsync(), message => message.Contains("users-service", StringComparison.Ordinal));
        var services = (await ReadAsync(system, "/health")).GetProperty("services");
        Assert.Equal("unhealthy", services.GetProperty("users-service").GetProperty("status").GetString());
        using var page = await system.Gateway.GetAsync("/", Cancellation);
        Assert.Contains(
            "User Management System", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_are_served_without_sre_service_and_objectives_are_unknown()
    {
        var system = await outage.HealthyAsync();

        await system.KillAllAsync("sre");

        using var users = await system.Gateway.GetAsync("/api/users", Cancellation);
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);
        // A response of /health is shared for 1 s.
        await Eventually.HoldsAsync(
            async () => $"{(await ReadAsync(system, "/health")).GetProperty("slos")}" == "unknown",
            TimeSpan.FromSeconds(5));
    }

    private static async Task<JsonElement> ReadAsync(RunningSystem system, string path)
    {
        using var response = await system.Gateway.GetAsync(path, Cancellation);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}

/// <summary>One system for all outages; each test gets it with every process running and healthy.</summary>
public sealed class OutageSystem : IAsyncDisposable
{
    private RunningSystem? _system;

    internal async Task<RunningSystem> HealthyAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _system ??= await RunningSystem.StartAsync(cancellation);
        if (!_system.Postgres.IsRunning)
        {
            await _system.Postgres.StartAgainAsync(cancellation);
        }

        foreach (var replica in _system.Topology.Replicas.Where(replica => !_system.Runs(replica.Name)))
        {
            _system.StartAgain(replica.Name);
        }

        await Eventually.HoldsAsync(IsHealthyAsync, TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(() => AnswersAsync("/api/users"), TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(() => AnswersAsync("/sre/health"), TimeSpan.FromSeconds(60));
        return _system;
    }

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> AnswersAsync(string path)
    {
        using var answer = await _system!.Gateway.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private async Task<bool> IsHealthyAsync()
    {
        using var answer = await _system!.Gateway.GetAsync("/health", TestContext.Current.CancellationToken);
        var health = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return health.GetProperty("services").EnumerateObject()
            .All(service => service.Value.GetProperty("status").GetString() == "healthy");
    }
}
