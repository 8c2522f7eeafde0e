using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Notifications;

public sealed class AlertmanagerTests(PostgresFixture postgres)
{
    private const string First = "breaker_state{breaker=\"users/users-1\"}";
    private const string Second = "breaker_state{breaker=\"users/users-2\"}";

    [Fact]
    public async Task Alertmanager_accepts_alerts_and_their_end()
    {
        // Of a while ago, because what is over by our clock must be over by its own.
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var gateway = new ReplicaText("gateway", "gateway-1", now.AddHours(-1));
        await using var alertmanager = await AlertmanagerServer.StartAsync();
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await StartAsync(alertmanager, replica, now);
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

    [Fact]
    public async Task Alert_whose_severity_changes_stays_one_alert()
    {
        var now = TimeProvider.System.GetUtcNow();
        var gateway = new ReplicaText("gateway", "gateway-1", now.AddHours(-1)).Set(First, 0).Set(Second, 2);
        await using var alertmanager = await AlertmanagerServer.StartAsync();
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await StartAsync(alertmanager, replica, now);
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () => await SeverityAsync() == "warning");

        gateway.Set(First, 2);
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () => await SeverityAsync() == "critical");

        // SingleOrDefault in FindAsync: there is no second one beside it.
        async Task<string?> SeverityAsync() => (await FindAsync(alertmanager, "breaker_open"))?
            .GetProperty("annotations").GetProperty("severity").GetString();
    }

    [Fact]
    public async Task Silenced_alert_goes_on_in_alertmanager_under_a_silence_that_ends_with_ours()
    {
        var now = TimeProvider.System.GetUtcNow();
        var gateway = new ReplicaText("gateway", "gateway-1", now.AddHours(-1)).Set(First, 0).Set(Second, 2);
        await using var alertmanager = await AlertmanagerServer.StartAsync();
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await StartAsync(alertmanager, replica, now);
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () => await StateAsync() == "active");

        var (_, silence) = await system.PostAsync("/internal/silences", JsonSerializer.SerializeToUtf8Bytes(
            new { component = "gateway", author = "Ada", reason = "drill", until = now.AddHours(1) }));
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () => await StateAsync() == "suppressed");
        Assert.Equal(
            ["evenkeel: silenced by Ada"],
            (await alertmanager.SilencesAsync()).Select(one =>
                $"{one.GetProperty("createdBy").GetString()}: {one.GetProperty("comment").GetString()}"));

        // It is sent again and again: otherwise Alertmanager takes it for resolved.
        var sent = await EndsAtAsync();
        await system.TickAsync(13);
        await system.UntilPassingTimeAsync(async () => await EndsAtAsync() > sent);
        Assert.Single(await alertmanager.SilencesAsync());

        await system.PostAsync("/internal/silences/end", JsonSerializer.SerializeToUtf8Bytes(
            new { id = silence!.Value.GetProperty("id").GetInt64(), author = "Ada" }));
        await system.TickAsync();
        await system.UntilPassingTimeAsync(async () => await StateAsync() == "active");

        async Task<string?> StateAsync() => (await FindAsync(alertmanager, "breaker_open"))?
            .GetProperty("status").GetProperty("state").GetString();
        async Task<DateTimeOffset?> EndsAtAsync() =>
            (await FindAsync(alertmanager, "breaker_open"))?.GetProperty("endsAt").GetDateTimeOffset();
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(405, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, null)] // without an end
    public async Task Receiver_without_silences_gets_the_alert(int status, string? silences)
    {
        var alerted = new TaskCompletionSource();
        await using var receiver = await new ReplicaServer(async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                alerted.TrySetResult();
                return;
            }

            context.Response.StatusCode = status;
            await context.Response.WriteAsync(silences ?? "");
            while (silences is null && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1 << 20], context.RequestAborted);
            }
        }).StartAsync();
        var gateway = new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-1))
            .Set(First, 0).Set(Second, 2);
        await using var replica = await new ReplicaServer(() => gateway.ToString()).StartAsync();
        await using var system = await StartAsync(receiver.Address, replica, SreSystem.Noon);

        await system.TickAsync();

        await system.UntilPassingTimeAsync(() => Task.FromResult(alerted.Task.IsCompleted));
    }

    private Task<SreSystem> StartAsync(AlertmanagerServer alertmanager, ReplicaServer replica, DateTimeOffset now) =>
        StartAsync(alertmanager.Address, replica, now);

    private async Task<SreSystem> StartAsync(Uri alertmanager, ReplicaServer replica, DateTimeOffset now) =>
        await new SreSystem(await postgres.CreateDatabaseAsync(), now)
            .Watching("gateway", replica)
            .With("Notifications:AllowedHosts:0", "127.0.0.1")
            .With("Notifications:Receivers:0:Name", "alertmanager")
            .With("Notifications:Receivers:0:Kind", "Alertmanager")
            .With("Notifications:Receivers:0:Url", alertmanager.ToString())
            .StartAsync();

    private static async Task<JsonElement?> FindAsync(AlertmanagerServer alertmanager, string rule = "bad_requests")
    {
        var all = await alertmanager.AlertsAsync() ?? [];
        return all.Where(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == rule)
            .Cast<JsonElement?>().SingleOrDefault();
    }
}
