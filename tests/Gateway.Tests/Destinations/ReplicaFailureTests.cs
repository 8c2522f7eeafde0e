using System.Net;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Gateway.Tests.Destinations;

/// <summary>
/// What a user notices, and the metrics say, when replicas die, stall, come back or lose their database.
/// </summary>
public sealed class ReplicaFailureTests(ReplicaFailureTests.TwoReplicas gateway)
    : IClassFixture<ReplicaFailureTests.TwoReplicas>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Death_of_a_replica_fails_no_read_or_write()
    {
        await AllReadyAsync();
        await gateway.Users[0].StopAsync();

        var statuses = new List<HttpStatusCode>();
        for (var each = 0; each < 20; each++)
        {
            statuses.Add((await gateway.Client.GetAsync("/api/users", Cancellation)).StatusCode);
            using var body = new StringContent("{}");
            statuses.Add((await gateway.Client.PostAsync("/api/users", body, Cancellation)).StatusCode);
        }

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        await Eventually.EqualAsync("2", () => MetricAsync("breaker_state", "users/users-1"));
        await gateway.Users[0].StartAgainAsync();
    }

    [Fact]
    public async Task Requests_fail_at_once_without_a_replica_and_recover_automatically()
    {
        await AllReadyAsync();
        await gateway.Sre.StopAsync();

        var refused = await gateway.Client.GetAsync("/sre/slos", Cancellation);
        Assert.True(refused.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain(
            "127.0.0.1", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        await gateway.Sre.StartAgainAsync();
        var started = TimeProvider.System.GetTimestamp();
        await Eventually.EqualAsync(
            HttpStatusCode.OK, async () => (await gateway.Client.GetAsync("/sre/slos", Cancellation)).StatusCode);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Only_replica_gets_requests_as_soon_as_its_health_check_succeeds_again()
    {
        await AllReadyAsync();
        await gateway.Sre.StopAsync();
        for (var each = 0; each < 20; each++)
        {
            await gateway.Client.GetAsync("/sre/slos", Cancellation);
        }

        await gateway.Sre.StartAgainAsync();
        await Eventually.EqualAsync(
            HttpStatusCode.OK, async () => (await gateway.Client.GetAsync("/sre/slos", Cancellation)).StatusCode);
        for (var each = 0; each < 20; each++)
        {
            Assert.Equal(
                HttpStatusCode.OK, (await gateway.Client.GetAsync("/sre/slos", Cancellation)).StatusCode);
        }
    }

    [Fact]
    public async Task Unready_replicas_get_requests_when_none_is_ready()
    {
        await AllReadyAsync();
        foreach (var replica in gateway.Users)
        {
            replica.Ready = NotReadyAsync;
        }

        await Eventually.EqualAsync(2, () => Task.FromResult(gateway.Log.Split("set to 'Unknown'").Length - 1));

        Assert.Equal("ok", await gateway.Client.GetStringAsync("/api/users", Cancellation));
        Assert.Equal("0", await MetricAsync("breaker_state", "users/users-1"));
        foreach (var replica in gateway.Users)
        {
            replica.Ready = context => context.Response.WriteAsync("""{"status":"ready"}""");
        }
    }

    [Fact]
    public async Task Destination_counts_its_calls_by_result()
    {
        await AllReadyAsync();
        gateway.Web.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var failed = await gateway.Client.GetAsync("/docs", Cancellation);
        gateway.Web.Answer = context => context.Response.WriteAsync("ok");
        await gateway.Client.GetAsync("/docs", Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        await Eventually.EqualAsync("1", () => MetricAsync("breaker_calls_total", "web/web-1", "failure"));
        await Eventually.EqualAsync("1", () => MetricAsync("breaker_calls_total", "web/web-1", "success"));
    }

    [Fact]
    public async Task Isolated_replica_gets_no_requests_until_it_is_closed_or_expires()
    {
        await AllReadyAsync();
        var before = gateway.Users[0].Requests;

        await SayAsync("isolate", "users/users-1", TimeSpan.FromMinutes(5));
        for (var each = 0; each < 10; each++)
        {
            Assert.Equal("ok", await gateway.Client.GetStringAsync("/api/users", Cancellation));
        }

        Assert.Equal(before, gateway.Users[0].Requests);
        // The page is kept for a moment.
        await Eventually.EqualAsync("3", () => MetricAsync("breaker_state", "users/users-1"));
        Assert.NotNull(
            await MetricAsync("breaker_isolated_until_timestamp_seconds", "users/users-1", "author=\"Ada\""));

        await SayAsync("isolate", "users/users-2", TimeSpan.FromSeconds(2));
        using var nobody = await gateway.Client.GetAsync("/api/users", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, nobody.StatusCode);
        await Eventually.EqualAsync(
            HttpStatusCode.OK, async () => (await gateway.Client.GetAsync("/api/users", Cancellation)).StatusCode);

        await SayAsync("close", "users/users-1", null);
        await AllReadyAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                await gateway.Client.GetAsync("/api/users", Cancellation);
                return gateway.Users[0].Requests > before;
            },
            TimeSpan.FromSeconds(30));
    }

    private async Task SayAsync(string what, string breaker, TimeSpan? time)
    {
        var body = new Dictionary<string, object>
        {
            ["breaker"] = breaker,
            ["author"] = "Ada",
            ["reason"] = "an exercise",
        };
        if (time is { } until)
        {
            body["until"] = TimeProvider.System.GetUtcNow() + until;
        }

        Assert.Equal(
            HttpStatusCode.NoContent, await gateway.SayAsync($"/internal/breakers/{what}", body, TwoReplicas.Key));
    }

    private async Task AllReadyAsync()
    {
        foreach (var breaker in (string[])["users/users-1", "users/users-2", "sre/sre-1", "web/web-1"])
        {
            await Eventually.EqualAsync("0", async () =>
            {
                // A replica that came back is closed again when a request has passed.
                await gateway.Client.GetAsync("/api/users", Cancellation);
                return await MetricAsync("breaker_state", breaker);
            });
        }
    }

    private async Task<string?> MetricAsync(string name, string breaker, string? result = null) =>
        (await gateway.ManagementAsync("/metrics")).Split('\n')
            .FirstOrDefault(line => line.StartsWith(name + "{", StringComparison.Ordinal)
                && line.Contains($"breaker=\"{breaker}\"", StringComparison.Ordinal)
                && line.Contains(result ?? "", StringComparison.Ordinal))
            ?.Split(' ')[^1].Trim();

    private static Task NotReadyAsync(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsync("""{"status":"not_ready","reason":"database unavailable"}""");
    }

    public sealed class TwoReplicas() : RunningGateway(2, ("Operator:Key", Key))
    {
        public const string Key = "a key of the tests";
    }
}
