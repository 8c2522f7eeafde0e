using System.Text.Json;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Metrics;

/// <summary>What the business asks, from what replicas count.</summary>
public sealed class BusinessTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));
    private readonly ReplicaText _users = new("users-service", "users-1", Noon.AddHours(-1));
    private readonly ReplicaText _others = new("users-service", "users-2", Noon.AddHours(-1));
    private readonly List<ReplicaServer> _servers = [];
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _system = new SreSystem(await postgres.CreateDatabaseAsync())
            .With("Prices:Currency", "EUR")
            .With("Prices:Items:0:Name", "replicas")
            .With("Prices:Items:0:Amount", "0.36")
            .With("Prices:Items:0:Per", "replica-hour")
            .With("Prices:Items:1:Name", "requests")
            .With("Prices:Items:1:Amount", "20")
            .With("Prices:Items:1:Per", "million-requests");
        (string, ReplicaText)[] replicas =
            [("gateway", _gateway), ("users-service", _users), ("users-service", _others)];
        foreach (var (service, text) in replicas)
        {
            var server = await new ReplicaServer(text.ToString).StartAsync();
            _servers.Add(server);
            _system.Watching(service, server);
        }

        await _system.StartAsync();
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
    public async Task Api_use_is_counted_by_route_and_client()
    {
        _gateway
            .Set("gateway_client_requests_total{client=\"curl\",http_route=\"/api/users\",outcome=\"good\"}", 30)
            .Set("gateway_client_requests_total{client=\"curl\",http_route=\"/api/users\",outcome=\"bad\"}", 2)
            .Set("gateway_client_requests_total{client=\"browser\",http_route=\"\",outcome=\"good\"}", 40);
        await _system.TickAsync();

        var use = (await BusinessAsync("5m")).GetProperty("api_use").EnumerateArray();

        Assert.Equal(
            [("unmatched", "browser", 40, 0), ("/api/users", "curl", 32, 2)],
            use.Select(one => (
                one.GetProperty("route").GetString()!, one.GetProperty("client").GetString()!,
                one.GetProperty("request_count").GetInt32(), one.GetProperty("error_count").GetInt32())));
    }

    [Fact]
    public async Task Active_users_are_those_of_the_range()
    {
        _users.Set("users_active{range=\"5m\"}", 4).Set("users_active{range=\"24h\"}", 40);
        _others.Set("users_active{range=\"5m\"}", 5);
        await _system.TickAsync();

        Assert.Equal(5, (await BusinessAsync("5m")).GetProperty("active_users").GetInt64());
        Assert.Equal(40, (await BusinessAsync("24h")).GetProperty("active_users").GetInt64());
        var unknown = await BusinessAsync("7d");
        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("active_users").ValueKind);
        Assert.Equal(
            "no replica of users-service reports it",
            unknown.GetProperty("unknown").GetProperty("active_users").GetString());
    }

    [Fact]
    public async Task Active_users_are_at_least_those_who_registered_and_have_a_time()
    {
        _users
            .Set("users_active{range=\"5m\"}", 4)
            .Set("users_active_counted_seconds{range=\"5m\"}", Noon.ToUnixTimeSeconds())
            .Set("users_registered_total", 7);
        await _system.TickAsync();

        var business = await BusinessAsync("5m");

        Assert.Equal(7, business.GetProperty("user_registrations").GetInt64());
        Assert.Equal(7, business.GetProperty("active_users").GetInt64());
        Assert.Equal(Noon, business.GetProperty("active_users_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Api_calls_are_requests_to_the_api()
    {
        _gateway.Answered(5, 0.01).Answered(2, 0.01, "bad", "server_error", "/api/users/{**rest}")
            .Answered(30, 0.01, route: "/").Answered(40, 0.01, route: "");
        await _system.TickAsync();

        Assert.Equal(7, (await BusinessAsync("5m")).GetProperty("api_calls").GetInt64());
    }

    [Fact]
    public async Task Replica_hours_are_the_observed_ones()
    {
        _gateway.Answered(50, 0.01);
        await _system.TickAsync(59);

        var business = await BusinessAsync("5m");

        // 60 rounds of 5 s with three replicas are a quarter of an hour.
        var cost = business.GetProperty("cost");
        Assert.Equal("EUR", cost.GetProperty("currency").GetString());
        Assert.Equal(
            [0.09m, 0.001m],
            cost.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("amount").GetDecimal()));
        Assert.Equal(0.091m, cost.GetProperty("total").GetDecimal());
        Assert.Equal(0.091m / 50, business.GetProperty("cost_per_transaction").GetDecimal());
    }

    [Fact]
    public async Task Cost_per_transaction_is_unknown_without_transactions()
    {
        await _system.TickAsync(59);

        var business = await BusinessAsync("5m");

        Assert.Equal(JsonValueKind.Null, business.GetProperty("cost_per_transaction").ValueKind);
        Assert.Equal(
            "no user request succeeded in the range",
            business.GetProperty("unknown").GetProperty("cost_per_transaction").GetString());
    }

    private async Task<JsonElement> BusinessAsync(string range) =>
        (await _system.GetAsync($"/sre/metrics?time_range={range}")).GetProperty("metrics").GetProperty("business");
}
