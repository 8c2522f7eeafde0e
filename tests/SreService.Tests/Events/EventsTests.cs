using System.Net;
using System.Text.Json;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Events;

/// <summary>The stream of server-sent events, over real sockets where its end matters.</summary>
public sealed class EventsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ReplicaText _gateway = new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _replica = null!;
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _replica = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", _replica).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Every_round_is_an_event_with_objectives_and_changed_alerts()
    {
        await _system.TickAsync();
        using var stream = await ListenAsync();
        var state = await stream.NextAsync();

        _gateway.Answered(10, 0.01, "bad", "timeout");
        await _system.TickAsync();
        var begun = await stream.NextAsync();
        await _system.TickAsync();
        var unchanged = await stream.NextAsync();

        Assert.Equal(("state", "round", "round"), (state.Type, begun.Type, unchanged.Type));
        Assert.Equal(10, begun.Data.GetProperty("objectives").EnumerateArray()
            .Single(objective => objective.GetProperty("id").GetString() == "success").GetProperty("bad").GetInt32());
        Assert.Equal(
            ["bad_requests"],
            begun.Data.GetProperty("alerts").EnumerateArray().Select(alert =>
                alert.GetProperty("rule").GetString()).Order());
        Assert.Empty(unchanged.Data.GetProperty("alerts").EnumerateArray());
        Assert.Equal("evaluating", begun.Data.GetProperty("evaluator").GetProperty("role").GetString());
    }

    [Fact]
    public async Task Resolved_alert_is_in_the_event_of_its_round()
    {
        await _system.TickAsync();
        _gateway.Answered(10, 0.01, "bad", "timeout");
        await _system.TickAsync();
        using var stream = await ListenAsync();
        await stream.NextAsync();

        await _system.TickAsync(12);

        var ended = new List<string?>();
        for (var round = 0; round < 12; round++)
        {
            ended.AddRange((await stream.NextAsync()).Data.GetProperty("ended").EnumerateArray()
                .Select(alert => alert.GetProperty("rule").GetString()));
        }

        Assert.Equal(["bad_requests"], ended);
    }

    [Fact]
    public async Task Client_that_reconnects_gets_the_events_that_it_missed()
    {
        await _system.TickAsync();
        using var first = await ListenAsync();
        var last = await first.NextAsync();
        await _system.TickAsync(3);

        using var second = await ListenAsync(last.Id);
        SseEvent[] missed = [await second.NextAsync(), await second.NextAsync(), await second.NextAsync()];

        Assert.All(missed, one => Assert.Equal("round", one.Type));
        Assert.Equal(
            [5000L, 10000L, 15000L], missed.Select(one => long.Parse(one.Id, null) - long.Parse(last.Id, null)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("yesterday")]
    public async Task Client_that_was_away_too_long_gets_the_state(string lastId)
    {
        await _system.TickAsync();

        using var stream = await ListenAsync(lastId);

        Assert.Equal("state", (await stream.NextAsync()).Type);
    }

    [Fact]
    public async Task Idle_stream_sends_a_comment_every_10_seconds()
    {
        using var stream = await ListenAsync();

        var line = stream.LineAsync(": ");
        while (!line.IsCompleted)
        {
            _system.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Cancellation);
        }

        Assert.Equal(": alive", await line);
    }

    [Fact]
    public async Task Stream_ends_at_once_when_the_service_stops()
    {
        using var stream = await ListenAsync();
        var end = stream.EndAsync();

        await _system.DisposeAsync();

        await end.WaitAsync(TimeSpan.FromSeconds(15), Cancellation);
    }

    [Fact]
    public async Task Client_that_reads_nothing_is_disconnected_and_delays_no_round()
    {
        await _system.TickAsync();
        var feed = (SreService.Events.EventFeed)_system.Services.GetService(typeof(SreService.Events.EventFeed))!;
        using var listener = feed.Listen(after: null);

        await _system.TickAsync(17);

        await SreSystem.UntilAsync(() => listener.TooSlow.IsCancellationRequested);
    }

    private async Task<EventStream> ListenAsync(string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sre/events");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response =
            await _system.CreateClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private sealed record SseEvent(string Id, string Type, JsonElement Data);

    private sealed class EventStream(StreamReader reader) : IDisposable
    {
        public async Task<SseEvent> NextAsync() => new(
            await ValueAsync("id: "), await ValueAsync("event: "), JsonElement.Parse(await ValueAsync("data: ")));

        public async Task<string> LineAsync(string beginning)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new EndOfStreamException();
        }

        public async Task EndAsync()
        {
            while (await reader.ReadLineAsync(Cancellation) is not null)
            {
            }
        }

        public void Dispose() => reader.Dispose();

        private async Task<string> ValueAsync(string member) => (await LineAsync(member))[member.Length..];
    }
}
