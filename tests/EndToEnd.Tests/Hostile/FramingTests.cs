using System.Text;
using Testing;

namespace EndToEnd.Tests.Hostile;

/// <summary>Requests whose end servers may see in different places, and requests that never end.</summary>
public sealed class FramingTests(SystemFixture system)
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 90\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("Content-Length: 0\r\nContent-Length: 56\r\n", Smuggled)]
    [InlineData("Content-Length: 0,56\r\n", Smuggled)]
    [InlineData("Content-Length: -1\r\n", Smuggled)]
    [InlineData("Content-Length : 0\r\n", Smuggled)]
    [InlineData("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("Transfer-Encoding:\u000bchunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("X: a\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("X: a\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("X: a\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled)]
    [InlineData("X: a\0\r\n", Smuggled)]
    [InlineData("Host: i\r\n", Smuggled)]
    [InlineData(": a\r\n", Smuggled)]
    [InlineData("X\r\n", Smuggled)]
    public async Task Request_of_ambiguous_length_closes_the_connection(string headers, string rest)
    {
        var replies = await system.SendRawAsync(
            $"POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{headers}\r\n{rest}");

        var reply = Assert.Single(replies);
        reply.AssertSound();
        Assert.Equal(400, reply.Status);
    }

    [Theory]
    [InlineData("GET /api/users HTTP/1.1\nHost: h\n\n")]
    [InlineData("GET /api/users\r\n\r\n")]
    [InlineData("GET /api/users HTTP/2.0\r\nHost: h\r\n\r\n")]
    [InlineData("GET /api/users HTTP/9.9\r\nHost: h\r\n\r\n")]
    [InlineData("GET /api/users ICAP/1.0\r\nHost: h\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("G\u00c9T / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 a TLS client\r\n\r\n")]
    public async Task Request_other_than_http_1_gets_a_problem(string bytes) =>
        Assert.Single(await system.SendRawAsync(bytes)).AssertProblem(400, "Bad request");

    [Theory]
    [InlineData("5\r\n{}\r\n0\r\n\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("fffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\n{}\n0\n\n")]
    [InlineData("2;x=\u0000\n{}\r\n0\r\n\r\n")]
    public async Task Invalid_chunks_are_refused(string chunks)
    {
        var replies = await system.SendRawAsync(
            "POST /api/users HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{chunks}");

        Assert.All(replies, reply => reply.AssertSound());
        Assert.All(replies, reply => Assert.InRange(reply.Status, 400, 499));
    }

    [Fact]
    public async Task Slow_headers_time_out_after_15_seconds() =>
        await AssertGivenUpAsync("GET /api/users HTTP/1.1\r\nHost: h\r\nX-Slow: ", TimeSpan.FromSeconds(25));

    [Fact]
    public async Task Slow_body_times_out_after_5_seconds() =>
        await AssertGivenUpAsync(
            "POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
            TimeSpan.FromSeconds(15));

    [Fact]
    public async Task Client_that_reads_nothing_delays_no_one_else()
    {
        await using var deaf = await RawConnection.OpenAsync(system.Address.Port);
        await deaf.WriteAsync(Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("GET /assets/site.css HTTP/1.1\r\nHost: h\r\n\r\n", 200))));

        (await system.SendAsync("GET", "/api/users/1")).AssertSound();
    }

    private async Task AssertGivenUpAsync(string begun, TimeSpan within)
    {
        var started = TimeProvider.System.GetTimestamp();
        var replies = await system.SendRawAsync(begun, within);

        Assert.True(TimeProvider.System.GetElapsedTime(started) < within, "still open");
        Assert.Single(replies).AssertProblem(408, "Request timeout");
    }
}
