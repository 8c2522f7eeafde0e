using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Platform.Configuration;
using Testing;

namespace Platform.Tests.Heartbeats;

/// <summary>What a process tells sre-service of itself while it runs and when it ends.</summary>
public sealed class HeartbeatTests
{
    private const string Heartbeats = "/internal/heartbeats";
    private const string FinalScrapes = "/internal/last-readings";
    private const string Key = "a key of the tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_sends_heartbeats_with_its_identity()
    {
        await using var listener = await Listener.StartAsync();
        await using var service = await StartAsync(listener);

        await Eventually.HoldsAsync(() => listener.Bodies(Heartbeats).Length > 1, Patience);

        var beat = JsonElement.Parse(listener.Bodies(Heartbeats)[0]);
        Assert.Equal("test-service", beat.GetProperty("service").GetString());
        Assert.Equal("replica-7", beat.GetProperty("instance").GetString());
        Assert.Equal(service.Management.BaseAddress!.Port, beat.GetProperty("port").GetInt32());
        Assert.True(beat.GetProperty("started_at").GetDateTimeOffset() < TimeProvider.System.GetUtcNow());
        Assert.NotEmpty(beat.GetProperty("version").GetString()!);
        Assert.All(listener.Heard, heard => Assert.Equal(Key, heard.Key));
    }

    [Fact]
    public async Task Failed_heartbeat_is_repeated_and_the_process_runs_on()
    {
        await using var listener = await Listener.StartAsync();
        listener.Answers.Enqueue(500);
        listener.Answers.Enqueue(401);
        await using var service = await StartAsync(listener);

        await Eventually.HoldsAsync(() => listener.Bodies(Heartbeats).Length > 2, Patience);

        Assert.Equal("served", await service.Client.GetStringAsync("/last", Cancellation));
    }

    [Fact]
    public async Task Final_scrape_contains_everything_counted_until_the_end()
    {
        await using var listener = await Listener.StartAsync();
        await using var service = await StartAsync(listener);
        await service.Client.GetStringAsync("/last", Cancellation);
        await service.Client.GetStringAsync("/last", Cancellation);

        await service.StopAsync();

        var page = Assert.Single(listener.Bodies(FinalScrapes));
        Assert.EndsWith("# EOF\n", page, StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(page.Split('\n'), IsCountOfLast).Split(' ')[^1]);
        Assert.Contains("service_instance_id=\"replica-7\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Final_scrape_is_sent_until_it_is_accepted()
    {
        await using var listener = await Listener.StartAsync();
        await using var service = await StartAsync(listener);
        await Eventually.HoldsAsync(() => !listener.Heard.IsEmpty, Patience);
        listener.Answers.Enqueue(503);
        listener.Answers.Enqueue(503);

        await service.StopAsync();

        var pages = listener.Bodies(FinalScrapes);
        Assert.InRange(pages.Length, 2, 3);
        Assert.Single(pages.Distinct());
    }

    [Fact]
    public async Task Process_ends_although_no_target_answers()
    {
        await using var service = await StartAsync(new Uri($"http://127.0.0.1:{FreePorts.Next()}"));

        await service.StopAsync().WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Invalid_heartbeat_settings_stop_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidConfigurationException>(() => TestService.StartAsync(
            settings: [("Heartbeat:Targets:0", "sre-service:9090"), ("Heartbeat:Interval", "00:00:00")]));

        Assert.Equal(
            [
                "Heartbeat:Interval: The field value must be between 00:00:01 and 00:01:00.",
                "Heartbeat:Targets:0: must be a URL such as http://sre-service:9090.",
                "Heartbeat:Targets: needs System:Key.",
            ],
            error.Errors);
    }

    private static bool IsCountOfLast(string line) =>
        line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
        && line.Contains("http_route=\"/last\"", StringComparison.Ordinal);

    private static Task<TestService> StartAsync(Listener listener) => StartAsync(listener.Address);

    private static Task<TestService> StartAsync(Uri listener) => TestService.StartAsync(
        app => app.MapGet("/last", () => "served"),
        settings:
        [
            ("Heartbeat:Targets:0", listener.ToString()), ("Heartbeat:Interval", "00:00:01"), ("System:Key", Key),
            ("Service:InstanceId", "replica-7"),
        ]);
}
