using System.Net;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Gateway.Tests.Routing;

/// <summary>What a client notices of a replica that hangs, breaks off or cannot answer, beside one that can.</summary>
public sealed class RetryTests(RetryTests.TwoReplicas gateway) : IClassFixture<RetryTests.TwoReplicas>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Backend Broken => gateway.Users[0];

    public async ValueTask InitializeAsync()
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = context => context.Response.WriteAsync("ok");
            replica.Ready = context => context.Response.WriteAsync("""{"status":"ready"}""");
        }

        // Until both are chosen again.
        foreach (var replica in gateway.Users)
        {
            var before = replica.Requests;
            await Eventually.HoldsAsync(
                async () =>
                {
                    await gateway.Client.GetAsync("/api/users", Cancellation);
                    return replica.Requests > before;
                },
                TimeSpan.FromSeconds(30));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Hanging_replica_fails_no_read_and_is_left_out_soon()
    {
        Broken.Answer = HangAsync;
        Broken.Ready = HangAsync;
        var before = Broken.Requests;
        var answers = new List<(HttpStatusCode Status, TimeSpan Time)>();

        for (var round = 0; round < 10; round++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TimedAsync("/api/users"))));
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(answers, answer => Assert.InRange(answer.Time, TimeSpan.Zero, TimeSpan.FromSeconds(6)));
        Assert.InRange(Broken.Requests - before, 3, 20);
    }

    [Fact]
    public async Task Replicas_that_are_all_slow_are_never_all_left_out()
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = async context =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1.5), context.RequestAborted);
                await context.Response.WriteAsync("ok", Cancellation);
            };
        }

        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => TimedAsync("/api/users")));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Response_that_is_cut_off_is_replaced(string method)
    {
        Broken.Answer = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("the beginning", Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            context.Abort();
        };

        for (var each = 0; each < 20; each++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/users");
            using var response = await gateway.Client.SendAsync(request, Cancellation);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (method == "GET")
            {
                Assert.Equal("ok", await response.Content.ReadAsStringAsync(Cancellation));
            }
        }
    }

    [Fact]
    public async Task Response_that_every_replica_cuts_off_is_a_502()
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = async context =>
            {
                await context.Response.WriteAsync("the beginning", Cancellation);
                await context.Response.Body.FlushAsync(Cancellation);
                context.Abort();
            };
        }

        using var response = await gateway.Client.GetAsync("/api/users", Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Read_that_one_replica_cannot_answer_is_asked_of_the_other()
    {
        Broken.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync("not in memory");
        };

        // More than the limit on attempts that cost the other replica something.
        for (var each = 0; each < 600; each++)
        {
            Assert.Equal("ok", await gateway.Client.GetStringAsync("/api/users/7", Cancellation));
        }
    }

    [Fact]
    public async Task Read_that_the_only_ready_replica_cannot_answer_is_asked_of_one_that_is_not_ready()
    {
        var other = gateway.Users[1];
        other.Ready = UnavailableAsync;
        await Eventually.HoldsAsync(
            async () =>
            {
                var before = other.Requests;
                for (var each = 0; each < 10; each++)
                {
                    await gateway.Client.GetAsync("/api/users/7", Cancellation);
                }

                return other.Requests == before;
            },
            TimeSpan.FromSeconds(30));
        Broken.Answer = UnavailableAsync;

        Assert.Equal("ok", await gateway.Client.GetStringAsync("/api/users/7", Cancellation));

        static Task UnavailableAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Read_that_the_others_cannot_answer_is_asked_of_a_replica_that_was_left_out()
    {
        Broken.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TimedAsync("/api/users")));
        Broken.Answer = context => context.Response.WriteAsync("from memory");
        gateway.Users[1].Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };

        Assert.Equal("from memory", await gateway.Client.GetStringAsync("/api/users/7", Cancellation));
    }

    [Fact]
    public async Task Answer_of_all_replicas_that_they_cannot_answer_reaches_the_client()
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = context =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "7";
                return context.Response.WriteAsync("not in memory");
            };
        }

        using var response = await gateway.Client.GetAsync("/api/users/7", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Equal("not in memory", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Write_that_may_have_been_done_is_sent_once()
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = context =>
            {
                context.Abort();
                return Task.CompletedTask;
            };
        }

        var before = gateway.Users.Sum(replica => replica.Requests);
        using var body = new StringContent("{}");
        using var response = await gateway.Client.PostAsync("/api/users", body, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(before + 1, gateway.Users.Sum(replica => replica.Requests));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public async Task Response_of_any_length_arrives_whole(int length)
    {
        var expected = new byte[length];
        Random.Shared.NextBytes(expected);
        foreach (var replica in gateway.Users)
        {
            replica.Answer = async context =>
            {
                foreach (var part in expected.Chunk(10_000))
                {
                    await context.Response.Body.WriteAsync(part, Cancellation);
                }
            };
        }

        Assert.Equal(expected, await gateway.Client.GetByteArrayAsync("/api/users", Cancellation));
    }

    [Fact]
    public async Task Events_are_passed_on_at_once()
    {
        using var stop = new CancellationTokenSource();
        foreach (var replica in gateway.Users)
        {
            replica.Answer = async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: first\n\n", Cancellation);
                await context.Response.Body.FlushAsync(Cancellation);
                await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            };
        }

        using var response = await gateway.Client.GetAsync(
            "/api/users/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));

        Assert.Equal(
            "data: first",
            await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        await stop.CancelAsync();
    }

    private async Task<(HttpStatusCode Status, TimeSpan Time)> TimedAsync(string path)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await gateway.Client.GetAsync(path, Cancellation);
        return (response.StatusCode, TimeProvider.System.GetElapsedTime(started));
    }

    private static Task HangAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public sealed class TwoReplicas() : RunningGateway(2);
}
