using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Gateway.Tests.RateLimits;

/// <summary>2,010 requests a client in ten minutes and 25 at once, and the shipped number of event streams.</summary>
public sealed class HoldingGateway() : RunningGateway(
    1, ("RateLimits:Requests", "2010"), ("RateLimits:Window", "00:10:00"), ("RateLimits:RequestsInFlight", "25"),
    ("Gateway:TrustedProxies:0", "127.0.0.0/8"));

public sealed class HeldResourcesTests(HoldingGateway gateway) : IClassFixture<HoldingGateway>
{
    private const string Streams = "/sre/events";
    private const string Replay = "/sre/slos/success/replay?time_range=30d";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Streams)]
    [InlineData("/SRE/Events/?x=1")]
    public async Task Client_holds_at_most_20_event_streams(string path)
    {
        gateway.Sre.Answer = StreamAsync;
        using var held = new Responses();
        var client = $"192.0.2.{path.Length}";
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal(HttpStatusCode.OK, held.Add(await GetAsync(path, client)).StatusCode);
        }

        using var refused = await GetAsync(path, client);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("Too many requests", (string?)problem["error"]);
        Assert.Equal("Close an event stream before opening another.", (string?)problem["detail"]);
        Assert.Equal("5", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal(
            "\"event-streams\";q=20;qu=\"concurrent-requests\"",
            refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"event-streams\";r=0;t=5", refused.Headers.GetValues("RateLimit").Single());
        Assert.Equal(HttpStatusCode.OK, held.Add(await GetAsync(path, "192.0.2.100")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, held.Add(await GetAsync("/api/users", client)).StatusCode);
    }

    [Fact]
    public async Task Closed_event_stream_makes_room_for_another()
    {
        gateway.Sre.Answer = StreamAsync;
        using var held = new Responses();
        for (var number = 0; number < 20; number++)
        {
            held.Add(await GetAsync(Streams, "192.0.2.101"));
        }

        held.Dispose();

        await Eventually.EqualAsync(
            HttpStatusCode.OK, async () => held.Add(await GetAsync(Streams, "192.0.2.101")).StatusCode);
    }

    [Fact]
    public async Task Client_has_at_most_so_many_requests_in_flight()
    {
        var answer = new TaskCompletionSource();
        gateway.Users[0].Answer = _ => answer.Task;
        var before = gateway.Users[0].Requests;
        var inFlight = Enumerable.Range(0, 25).Select(_ => GetAsync("/api/users", "192.0.2.102")).ToArray();
        await Eventually.EqualAsync(before + 25, () => Task.FromResult(gateway.Users[0].Requests));

        using var held = new Responses();
        var refused = held.Add(await GetAsync("/api/users", "192.0.2.102"));
        gateway.Users[0].Answer = _ => Task.CompletedTask;
        var other = held.Add(await GetAsync("/api/users", "192.0.2.103"));
        answer.SetResult();
        var answers = (await Task.WhenAll(inFlight)).Select(held.Add).ToArray();
        var later = held.Add(await GetAsync("/api/users", "192.0.2.102"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(
            "\"requests-in-flight\";q=25;qu=\"concurrent-requests\"",
            refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.All(answers.Append(other).Append(later), one => Assert.Equal(HttpStatusCode.OK, one.StatusCode));
    }

    [Fact]
    public async Task Replay_costs_as_much_as_50_requests()
    {
        gateway.Sre.Answer = _ => Task.CompletedTask;
        using var held = new Responses();
        for (var number = 0; number < 40; number++)
        {
            Assert.Equal(HttpStatusCode.OK, held.Add(await GetAsync(Replay, "192.0.2.104")).StatusCode);
        }

        var refused = held.Add(await GetAsync(Replay, "192.0.2.104"));
        var other = held.Add(await GetAsync("/sre/slos", "192.0.2.104"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("\"client\";r=10;t=100", refused.Headers.GetValues("RateLimit").Single());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Replay_from_the_cache_costs_as_much_as_one_request()
    {
        gateway.Sre.Answer = context =>
        {
            context.Response.Headers["Cache-Status"] = "sre-service; hit";
            return Task.CompletedTask;
        };
        using var held = new Responses();
        for (var number = 0; number < 1961; number++)
        {
            Assert.Equal(HttpStatusCode.OK, held.Add(await GetAsync(Replay, "192.0.2.105")).StatusCode);
        }

        // It may have to be computed, for which too little is left.
        var refused = held.Add(await GetAsync(Replay, "192.0.2.105"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("\"client\";r=49;t=100", refused.Headers.GetValues("RateLimit").Single());
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("retry: 2000\n\n", context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", client);
        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private sealed class Responses : IDisposable
    {
        private readonly List<HttpResponseMessage> _all = [];

        public HttpResponseMessage Add(HttpResponseMessage response)
        {
            _all.Add(response);
            return response;
        }

        public void Dispose() => _all.ForEach(response => response.Dispose());
    }
}
