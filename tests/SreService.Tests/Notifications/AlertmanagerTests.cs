using System.Text.Json;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Notifications;

public sealed class AlertmanagerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Alertmanager_accepts_alerts_and_their_end()
    {
        // Of a while ago, because what is over by our clock must be over by its own.
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var gateway = new ReplicaText("gateway", "gateway-1", now.AddHours(-1));
        await using var alertmanager = await AlertmanagerServer.StartAsync();
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync(), now)
            .Watching("gateway", replica)
            .With("Notifications:AllowedHosts:0", "127.0.0.1")
            .With("Notifications:Receivers:0:Name", "alertmanager")
            .With("Notifications:Receivers:0:Kind", "Alertmanager")
            .With("Notifications:Receivers:0:Url", alertmanager.Address.ToString())
            .StartAsync();
        await system.TickAsync();
        gateway.Answered(8, 3, "bad", "timeout");
        await system.TickAsync();

        await system.UntilPassingTimeAsync(async () => await FindAsync(alertmanager) is not null);
        var alert = (await FindAsync(alertmanager))!.Value;
        Assert.Equal("critical", alert.GetProperty("annotations").GetProperty("severity").GetString());
        Assert.Contains("8 requests failed", alert.GetProperty("annotations").GetProperty("summary").GetString(),
            StringComparison.Ordinal);
        await system.TickAsync(14);
        await system.UntilPassingTimeAsync(async () => await FindAsync(alertmanager) is null);

        Assert.Equal(0, (await system.GetAsync("/sre/notifications")).GetProperty("receivers")[0]
            .GetProperty("given_up").GetInt64());
    }

    private static async Task<JsonElement?> FindAsync(AlertmanagerServer alertmanager)
    {
        var all = await alertmanager.AlertsAsync() ?? [];
        return all.Where(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == "bad_requests")
            .Cast<JsonElement?>().SingleOrDefault();
    }
}
