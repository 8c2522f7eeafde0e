using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Testing;

namespace Gateway.Tests.Requests;

/// <summary>Five connections a client, and a load balancer on this machine.</summary>
public sealed class FiveConnections() : RunningGateway(
    1, ("RateLimits:Connections", "5"), ("Gateway:TrustedProxies:0", "127.0.0.9/32"));

/// <summary>Idle connections end after 2 s.</summary>
public sealed class ImpatientGateway() : RunningGateway(1, ("Gateway:IdleTimeout", "00:00:02"));

public sealed class ConnectionsTests(FiveConnections limited, ImpatientGateway impatient)
    : IClassFixture<FiveConnections>, IClassFixture<ImpatientGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_above_the_limit_of_its_client_is_closed()
    {
        var five = await OpenAsync("127.0.0.2", 5);
        using var sixth = limited.ClientAt("127.0.0.2");
        using var other = limited.ClientAt("127.0.0.3");

        Assert.False(await IsAnsweredAsync(sixth));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
        Assert.All(await Task.WhenAll(five.Select(StatusAsync)), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Matches("(?m)^connections_refused_total{.*} [1-9]", await limited.ManagementAsync("/metrics"));

        five.ForEach(connection => connection.Dispose());
        await Eventually.HoldsAsync(() => IsAnsweredAsync(sixth), Patience);
    }

    [Fact]
    public async Task Refused_connections_of_a_client_are_ten_lines_a_minute()
    {
        var five = await OpenAsync("127.0.0.4", 5);
        for (var number = 0; number < 50; number++)
        {
            using var refused = limited.ClientAt("127.0.0.4");
            Assert.False(await IsAnsweredAsync(refused));
        }

        five.ForEach(connection => connection.Dispose());
        // The minute may change once.
        Assert.InRange(Regex.Count(limited.Log, "Closed a connection of .*127.0.0.4"), 1, 20);
    }

    [Fact]
    public async Task Connections_of_a_trusted_proxy_are_not_limited()
    {
        var ten = await OpenAsync("127.0.0.9", 10);

        ten.ForEach(connection => connection.Dispose());
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n")]
    public async Task Idle_connection_is_closed(string request)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var connection = await RawConnection.OpenAsync(impatient.Port);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request));

        await connection.ReadToEndAsync(Patience);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(2), Patience);
    }

    /// <returns>Connections that have been used once, and are kept.</returns>
    private async Task<List<HttpClient>> OpenAsync(string address, int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => limited.ClientAt(address)).ToList();
        foreach (var connection in connections)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(connection));
        }

        return connections;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient connection)
    {
        using var answer = await connection.GetAsync("/health/live", Cancellation);
        return answer.StatusCode;
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient connection)
    {
        try
        {
            return await StatusAsync(connection) == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            // It may be closed before the client has noticed that it was opened.
            return false;
        }
    }
}
