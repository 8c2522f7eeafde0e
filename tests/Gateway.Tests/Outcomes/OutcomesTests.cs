using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Requests;
using Testing;

namespace Gateway.Tests.Outcomes;

/// <summary>What the gateway's own metrics say of requests that went every possible way.</summary>
public sealed class OutcomesTests(OutcomesTests.ShortTimeoutGateway gateway)
    : IClassFixture<OutcomesTests.ShortTimeoutGateway>, IAsyncLifetime
{
    private const string Key = "a key of the tests";
    private const string HalfABody = "POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n{";

    private Dictionary<string, int> _before = [];
    private int _hangUps;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        gateway.Users[0].Answer = Status(200);
        _before = await gateway.OutcomesAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Responses_are_good_and_server_errors_bad()
    {
        await StatusAsync("/api/users");
        await StatusAsync("/nothing");
        gateway.Users[0].Answer = Status(409);
        await StatusAsync("/api/users");
        gateway.Users[0].Answer = Status(503);
        await StatusAsync("/api/users");

        await HasCountedAsync(("good", 3), ("bad server_error", 1));
    }

    [Fact]
    public async Task Health_and_management_are_not_counted()
    {
        await StatusAsync("/health");
        await StatusAsync("/health/live");
        await StatusAsync("/health/ready");
        await gateway.ManagementAsync("/internal/info");
        await StatusAsync("/api/users");

        await HasCountedAsync(("good", 1));
    }

    [Fact]
    public async Task Slow_service_is_a_timeout()
    {
        gateway.Users[0].Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        Assert.Equal(504, await StatusAsync("/api/users"));
        await HasCountedAsync(("bad timeout", 1));
    }

    [Fact]
    public async Task Service_that_disconnects_is_a_failed_connection()
    {
        gateway.Users[0].Answer = Abort;

        Assert.Equal(502, await StatusAsync("/api/users"));
        await HasCountedAsync(("bad connection", 1));
    }

    [Fact]
    public async Task Response_cut_off_after_a_200_is_bad()
    {
        var received = new TaskCompletionSource();
        gateway.Users[0].Answer = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("[{\"id\":1,", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await received.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        };

        using var response = await gateway.Client.GetAsync(
            "/api/users", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        received.SetResult();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Cancellation));
        await HasCountedAsync(("bad response_cut", 1));
    }

    [Fact]
    public async Task Dashboard_requests_are_excluded()
    {
        await StatusAsync("/sre/slos");
        await StatusAsync("/sre/dashboard-ui");

        await HasCountedAsync(("excluded operations", 2));
    }

    [Fact]
    public async Task Service_without_replicas_is_no_destination()
    {
        await gateway.Web.StopAsync();
        await Eventually.EqualAsync(503, () => StatusAsync("/docs"));
        var before = await CountAsync("bad no_destination");

        await StatusAsync("/docs");

        await Eventually.EqualAsync(before + 1, () => CountAsync("bad no_destination"));
        await gateway.Web.StartAgainAsync();
    }

    [Fact]
    public async Task Client_that_disconnects_at_once_is_excluded()
    {
        // A machine that stalls makes a hasty client look patient, but not every time.
        do
        {
            Assert.True(_hangUps < 10, "never excluded");
            await HangUpAsync(TimeSpan.Zero);
            await Eventually.EqualAsync(_hangUps, HangUpsCountedAsync);
        }
        while (await CountAsync("excluded client_abort") == _before.GetValueOrDefault("excluded client_abort"));
    }

    [Fact]
    public async Task Client_that_waits_past_the_latency_objective_counts_as_bad()
    {
        await HangUpAsync(TimeSpan.FromMilliseconds(350));

        await HasCountedAsync(("bad client_gave_up", 1));
    }

    [Fact]
    public async Task Body_that_does_not_arrive_is_excluded()
    {
        gateway.Users[0].Answer = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);

        var answer = await RawConnection.SendAsync(gateway.Port, HalfABody);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        await HasCountedAsync(("excluded request_timeout", 1));
    }

    [Fact]
    public async Task Client_that_disconnects_within_its_body_is_excluded_however_long_it_took()
    {
        gateway.Users[0].Answer = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await using (var connection = await RawConnection.OpenAsync(gateway.Port))
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(HalfABody));
            await Task.Delay(TimeSpan.FromMilliseconds(600), Cancellation);
        }

        await HasCountedAsync(("excluded client_abort", 1));
    }

    [Fact]
    public async Task Event_stream_is_good_and_marked()
    {
        gateway.Users[0].Answer = context =>
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            return context.Response.WriteAsync("data: 1\n\n");
        };

        await StatusAsync("/api/users");

        await HasCountedAsync(("good stream", 1));
    }

    [Fact]
    public async Task Probe_is_excluded_only_with_the_key()
    {
        await StatusAsync("/api/users", (TrafficClass.Header, "probe"), (TrafficClass.KeyHeader, Key));
        await StatusAsync("/api/users", (TrafficClass.Header, "probe"), (TrafficClass.KeyHeader, Key + "?"));
        await StatusAsync("/api/users", (TrafficClass.Header, "probe"));
        await StatusAsync("/api/users", (TrafficClass.Header, "royalty"), (TrafficClass.KeyHeader, Key));

        await HasCountedAsync(("excluded probe", 1), ("good", 3));
    }

    [Fact]
    public async Task Oversized_body_counts_as_good()
    {
        using var body = new ByteArrayContent(new byte[17 * 1024]);

        var response = await gateway.Client.PostAsync("/api/users", body, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await HasCountedAsync(("good", 1));
    }

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task<int> StatusAsync(string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await gateway.Client.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }

    private async Task HangUpAsync(TimeSpan after)
    {
        var arrived = new TaskCompletionSource();
        gateway.Users[0].Answer = context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await using var connection = await RawConnection.OpenAsync(gateway.Port);
        await connection.WriteAsync(Encoding.ASCII.GetBytes("GET /api/users HTTP/1.1\r\nHost: h\r\n\r\n"));
        await arrived.Task.WaitAsync(Cancellation);
        await Task.Delay(after, Cancellation);
        _hangUps++;
    }

    private async Task<int> HangUpsCountedAsync()
    {
        var counted = await gateway.OutcomesAsync();
        return ((string[])["excluded client_abort", "bad client_gave_up"])
            .Sum(outcome => counted.GetValueOrDefault(outcome) - _before.GetValueOrDefault(outcome));
    }

    private async Task<int> CountAsync(string outcome) => (await gateway.OutcomesAsync()).GetValueOrDefault(outcome);

    /// <summary>Exactly these since the test began.</summary>
    private Task HasCountedAsync(params (string Outcome, int Count)[] expected) => Eventually.EqualAsync(
        Text(expected.Select(each => (each.Outcome, each.Count))),
        async () => Text(
            from each in await gateway.OutcomesAsync()
            let count = each.Value - _before.GetValueOrDefault(each.Key)
            where count > 0
            select (each.Key, count)));

    private static string Text(IEnumerable<(string Outcome, int Count)> counts) =>
        string.Join(", ", counts.Order().Select(each => $"{each.Outcome}: {each.Count}"));

    public sealed class ShortTimeoutGateway() : RunningGateway(
        1, ("Traffic:Key", Key), ("ReverseProxy:Clusters:users:HttpRequest:ActivityTimeout", "00:00:03"));
}
