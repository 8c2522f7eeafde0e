using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SreService.Scraping;
using Testing;

namespace SreService.Tests.Scraping;

/// <summary>Replicas that nobody has configured: found by name or by heartbeat, counted, and gone again.</summary>
public sealed class ReplicasComeAndGoTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Fact]
    public async Task Addresses_of_several_lookups_add_up()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync())
            .With("Scraping:Discovery:0:Service", "users-service")
            .With("Scraping:Discovery:0:Address", "http://users.internal:9090");
        await system.StartAsync();

        await LookUpAsync(system, "10.0.0.1", "10.0.0.2");
        await LookUpAsync(system, "10.0.0.2", "fd00::3");

        Assert.Equal(["http://10.0.0.1:9090", "http://10.0.0.2:9090", "http://[fd00::3]:9090"], Places(system));
    }

    [Fact]
    public async Task Failed_lookup_keeps_known_targets()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync())
            .With("Scraping:Discovery:0:Service", "users-service")
            .With("Scraping:Discovery:0:Address", $"http://users.internal:{FreePorts.Next()}");
        await system.StartAsync();
        await LookUpAsync(system, "127.0.0.2", "127.0.0.3");
        system.Clock.Advance(TimeSpan.FromMinutes(2));

        system.Lookup = _ => throw new SocketException((int)SocketError.TryAgain);
        await system.LookUpAsync();
        await system.RoundAsync();
        Assert.Equal(2, (await system.ReplicasAsync("users-service")).Length);

        system.Clock.Advance(TimeSpan.FromMinutes(2));
        await LookUpAsync(system, "127.0.0.3");
        await system.RoundAsync();
        await system.RoundAsync();
        Assert.Single(await system.ReplicasAsync("users-service"));
    }

    [Fact]
    public async Task Hanging_lookup_does_not_block_others()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync())
            .With("Scraping:Discovery:0:Service", "users-service")
            .With("Scraping:Discovery:0:Address", "http://hangs.internal:9090")
            .With("Scraping:Discovery:1:Service", "users-service")
            .With("Scraping:Discovery:1:Address", "http://users.internal:9090");
        system.Lookup = host => host == "hangs.internal"
            ? new TaskCompletionSource<IPAddress[]>().Task
            : Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.7")]);
        await system.StartAsync();

        var lookUp = system.LookUpAsync();
        Assert.Equal(["http://10.0.0.7:9090"], Places(system));
        system.Clock.Advance(TimeSpan.FromSeconds(5));
        await lookUp;
    }

    [Fact]
    public async Task Announced_replica_counts_from_its_start()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon).Answered(3, 0.01);
        await using var replica = await new ReplicaServer(() => text.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();
        await system.TickAsync();

        var (status, _) = await BeatAsync(system, "gateway", "gateway-7", replica.Port);
        await system.TickAsync();

        Assert.Equal(204, status);
        Assert.Equal((3, 0), await system.CountsAsync("success"));
    }

    [Fact]
    public async Task Foreign_service_is_monitored_like_the_others()
    {
        await using var replica =
            await new ReplicaServer(new ReplicaText("billing", "billing-1", Noon).ToString).StartAsync();
        await using var system =
            new SreSystem(await postgres.CreateDatabaseAsync()).With("Scraping:Services:0", "billing");
        await system.StartAsync();

        await BeatAsync(system, "billing", "billing-1", replica.Port);
        await system.TickAsync();

        Assert.Equal("HEALTHY", Assert.Single(await system.ReplicasAsync("billing")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Process_at_two_addresses_counts_once()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon).Answered(3, 0.01);
        await using var replica = await new ReplicaServer(() => text.ToString(), IPAddress.Any).StartAsync();
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica);
        await system.StartAsync();
        await BeatAsync(system, "gateway", "gateway-7", replica.Port, from: "127.0.0.2");

        await system.TickAsync();
        text.Answered(2, 0.01);
        await system.TickAsync(2);

        Assert.Equal((5, 0), await system.CountsAsync("success"));
        Assert.Equal(replica.Address.ToString().TrimEnd('/'), Assert.Single(await system.ReplicasAsync("gateway"))
            .GetProperty("address").GetString());
    }

    [Fact]
    public async Task Repeated_final_scrape_counts_once()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon).Answered(3, 0.01);
        await using var replica = await new ReplicaServer(() => text.ToString()).StartAsync();
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica);
        await system.StartAsync();
        await system.TickAsync();

        var last = text.Answered(4, 0.01).ToString();
        Assert.Equal(204, (await EndAsync(system, last)).Status);
        Assert.Equal(204, (await EndAsync(system, last)).Status);
        await system.TickAsync();
        await EndAsync(system, last);
        await system.TickAsync();

        Assert.Equal((7, 0), await system.CountsAsync("success"));
    }

    [Theory]
    [InlineData("gateway-7", 4, "127.0.0.1", 204, 7)]
    [InlineData("invented", 4, "127.0.0.1", 400, 3)]
    [InlineData("gateway-7", 4, "127.0.0.9", 400, 3)]
    [InlineData("gateway-7", 4_345_724, "127.0.0.1", 400, 3)]
    public async Task Final_scrape_counts_only_from_a_scraped_replica_and_within_what_is_possible(
        string instance, int more, string from, int status, int good)
    {
        await using var replica = await new ReplicaServer(
            new ReplicaText("gateway", "gateway-7", Noon).Answered(3, 0.01).ToString).StartAsync();
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica);
        await system.StartAsync();
        await system.TickAsync();

        var final = new ReplicaText("gateway", instance, Noon).Answered(3 + more, 0.01).ToString();
        Assert.Equal(status, (await EndAsync(system, final, from)).Status);
        await system.TickAsync();

        Assert.Equal((good, 0), await system.CountsAsync("success"));
    }

    [Fact]
    public async Task Replica_that_announced_itself_sends_its_final_scrape_from_there()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon).Answered(3, 0.01);
        await using var replica = await new ReplicaServer(() => text.ToString(), IPAddress.Any).StartAsync();
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica);
        await system.StartAsync();
        await BeatAsync(system, "gateway", "gateway-7", replica.Port, from: "127.0.0.2");
        await system.TickAsync();

        Assert.Equal(204, (await EndAsync(system, text.Answered(4, 0.01).ToString(), "127.0.0.2")).Status);
    }

    [Fact]
    public async Task Ended_discovered_replica_is_not_reported_as_down()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon);
        await using var stays =
            await new ReplicaServer(new ReplicaText("gateway", "gateway-8", Noon).ToString).StartAsync();
        await using var replica = await new ReplicaServer(() => text.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();
        await BeatAsync(system, "gateway", "gateway-8", stays.Port);
        await BeatAsync(system, "gateway", "gateway-7", replica.Port);
        await system.TickAsync();
        Assert.Equal(2, (await system.ReplicasAsync("gateway")).Length);

        await EndAsync(system, text.ToString());
        await replica.StopAsync();
        await system.TickAsync();

        var only = Assert.Single(await system.ReplicasAsync("gateway"));
        Assert.Equal("gateway-8", only.GetProperty("instance").GetString());
    }

    [Fact]
    public async Task Clock_skew_is_reported_and_does_not_change_counts()
    {
        var text = new ReplicaText("gateway", "gateway-7", Noon.AddHours(-1).AddSeconds(90)).Answered(3, 0.01);
        await using var replica = await new ReplicaServer(() => text.ToString()).StartAsync();
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica);
        await system.StartAsync();
        system.Clock.Advance(TimeSpan.FromSeconds(95));
        var answer = replica.Answer;
        replica.Answer = context =>
        {
            context.Response.Headers.Date = system.Clock.GetUtcNow().AddHours(-1).ToString("R");
            return answer(context);
        };

        await system.TickAsync();

        Assert.Equal((3, 0), await system.CountsAsync("success"));
        var only = Assert.Single(await system.ReplicasAsync("gateway"));
        Assert.Equal(-3598, only.GetProperty("clock_skew_seconds").GetDouble());
    }

    private static string[] Places(SreSystem system) =>
        [.. system.Services.GetRequiredService<ActiveTargets>().Targets.Select(target => target.Address)];

    private static Task LookUpAsync(SreSystem system, params string[] addresses)
    {
        system.Lookup = _ => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
        return system.LookUpAsync();
    }

    private static Task<(int Status, JsonElement? Body)> BeatAsync(
        SreSystem system, string service, string instance, int port, string from = "127.0.0.1") =>
        system.PostAsync(
            "/internal/heartbeats",
            Encoding.UTF8.GetBytes(
                $$"""
                {
                    "service": "{{service}}", "instance": "{{instance}}", "version": "1",
                    "started_at": "2026-11-23T12:00:00Z", "port": {{port}}
                }
                """),
            from: from);

    private static Task<(int Status, JsonElement? Body)> EndAsync(
        SreSystem system, string page, string from = "127.0.0.1") =>
        system.PostAsync(
            "/internal/last-readings", Encoding.UTF8.GetBytes(page), "text/plain; version=0.0.4", from: from);
}
