using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Testing;

namespace Gateway.Tests.Requests;

public sealed class RequestLimitsTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hundred_headers_pass_and_one_more_is_refused()
    {
        Assert.Equal("200", Status(await SendAsync("/api/users", Headers(99))));
        IsProblem(await SendAsync("/api/users", Headers(100)), "431", "Request header fields too large");
    }

    [Fact]
    public async Task Headers_of_32_KB_pass_and_larger_ones_are_refused()
    {
        // "Host: h" is 9 bytes with its line end, "X-Large: " and its line end 11.
        var fits = new string('a', (32 * 1024) - 9 - 11 - "Connection: close\r\n".Length);

        Assert.Equal("200", Status(await SendAsync("/api/users", $"X-Large: {fits}\r\n")));
        IsProblem(await SendAsync("/api/users", $"X-Large: {fits}a\r\n"), "431", "Request header fields too large");
    }

    [Fact]
    public async Task Request_target_of_8_KB_passes_and_a_longer_one_is_refused()
    {
        var fits = "/api/users?q=" + new string('a', 8192 - "/api/users?q=".Length);

        Assert.Equal("200", Status(await SendAsync(fits)));
        IsProblem(await SendAsync(fits + "a"), "414", "URI too long");
    }

    [Fact]
    public async Task Thirty_two_parameters_pass_and_one_more_is_refused()
    {
        var fits = "/api/users?" + string.Join('&', Enumerable.Repeat("a=1", 32));

        Assert.Equal("200", Status(await SendAsync(fits)));
        IsProblem(await SendAsync(fits + "&a=1"), "400", "Invalid query parameter");
    }

    [Theory]
    [InlineData("/api//users")]
    [InlineData("/api/users/..%2f..%2fsre")]
    [InlineData("/api/users/%2e%2e/%2e%2e/sre/slos")]
    [InlineData("/assets/..\\..\\x")]
    [InlineData("/sre/%252e%252e/api/users")]
    public async Task Path_trick_reaches_no_service(string target)
    {
        var before = gateway.Users[0].Requests + gateway.Sre.Requests + gateway.Web.Requests;

        IsProblem(await SendAsync(target), "404", "Not found");

        Assert.Equal(before, gateway.Users[0].Requests + gateway.Sre.Requests + gateway.Web.Requests);
    }

    [Fact]
    public async Task Web_socket_is_refused() => IsProblem(
        await SendAsync(
            "/api/users",
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
            "Upgrade"),
        "400", "Invalid header");

    [Fact]
    public async Task Two_lengths_are_refused() => IsProblem(
        await RawConnection.SendAsync(
            gateway.Port,
            "POST /api/users HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        "400", "Invalid header");

    [Theory]
    [InlineData("HTTP/1.1", "gzip, chunked")]
    [InlineData("HTTP/1.1", "chunked, chunked")]
    [InlineData("HTTP/1.1", ",chunked")]
    [InlineData("HTTP/1.1", "chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("HTTP/1.0", "chunked\r\nConnection: keep-alive")]
    public async Task Other_encoding_than_chunked_is_refused_and_ends_the_connection(string version, string encoding)
    {
        var before = gateway.Users[0].Requests;

        var reply = await RawConnection.SendAsync(
            gateway.Port,
            $"POST /api/users {version}\r\nHost: h\r\nTransfer-Encoding: {encoding}\r\n\r\n0\r\n\r\n"
                + "GET /api/users/smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

        IsProblem(reply, "400", "Invalid header");
        Assert.Equal(2, reply.Split("HTTP/1.1 ").Length);
        Assert.Equal(before, gateway.Users[0].Requests);
    }

    [Fact]
    public async Task Requests_ahead_of_one_that_is_not_answered_take_little_memory()
    {
        const int Clients = 64;
        const int Sent = 2 * 1024 * 1024;
        var answer = new TaskCompletionSource();
        gateway.Users[0].Answer = _ => answer.Task;
        var earlier = gateway.Users[0].Requests;
        var before = await MemoryAsync();
        var request = Encoding.ASCII.GetBytes("GET /api/users HTTP/1.1\r\nHost: h\r\n\r\n");
        var clients = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(_ => RawConnection.OpenAsync(gateway.Port)));
        var sending = clients.Select(client => client.WriteAsync([.. request, .. new byte[Sent]])).ToArray();

        await Eventually.EqualAsync(earlier + Clients, () => Task.FromResult(gateway.Users[0].Requests));

        Assert.InRange(await MemoryAsync() - before, long.MinValue, Clients * Sent / 4);

        answer.SetResult();
        await Task.WhenAll(sending);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Tunnel_is_refused() => IsProblem(
        await RawConnection.SendAsync(
            gateway.Port, "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nConnection: close\r\n\r\n"),
        "404", "Not found");

    [Theory]
    [InlineData("POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("POST /api/users HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/users HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/users HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\nHost: h\n\n")]
    [InlineData("GET /api/users HTTP/1.1\r\nHost: h\nX: y\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/users HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET http://other/api/users HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /api/users HTTP/2.0\r\nHost: h\r\n\r\n")]
    public async Task Ambiguous_request_is_refused(string request)
    {
        var before = gateway.Users[0].Requests;

        var reply = await RawConnection.SendAsync(gateway.Port, request);

        IsProblem(reply, "400", "Bad request");
        Assert.Equal(before, gateway.Users[0].Requests);
    }

    [Theory]
    [InlineData(16 * 1024, false, HttpStatusCode.OK)]
    [InlineData((16 * 1024) + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(16_000, true, HttpStatusCode.OK)]
    [InlineData((16 * 1024) + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Body_of_16_KiB_passes_and_a_longer_one_is_refused(int length, bool chunked, HttpStatusCode status)
    {
        gateway.Users[0].Answer = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);

        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/api/users") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = chunked;

        var response = await gateway.Client.SendAsync(request, Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            status != HttpStatusCode.OK, response.Content.Headers.ContentType?.MediaType == "application/problem+json");
    }

    private Task<string> SendAsync(string target, string headers = "", string connection = "close") =>
        RawConnection.SendAsync(
            gateway.Port, $"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: {connection}\r\n{headers}\r\n");

    private async Task<long> MemoryAsync()
    {
        var metrics = await gateway.ManagementAsync("/metrics");
        var used = Regex.Match(metrics, "(?m)^process_memory_usage_bytes.* ([0-9]+)").Groups[1].Value;
        return long.Parse(used, CultureInfo.InvariantCulture);
    }

    private static string Headers(int count) =>
        string.Concat(Enumerable.Range(0, count - 1).Select(each => $"X-{each}: 1\r\n"));

    private static string Status(string reply) => reply.Split(' ', 3)[1];

    private static void IsProblem(string reply, string status, string error)
    {
        Assert.Equal(status, Status(reply));
        Assert.Contains("Content-Type: application/problem+json", reply, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: default-src 'self'", reply, StringComparison.Ordinal);
        Assert.Contains("X-Request-Id: ", reply, StringComparison.Ordinal);
        var json = reply[reply.IndexOf('{', StringComparison.Ordinal)..(reply.LastIndexOf('}') + 1)];
        Assert.Equal(error, (string?)JsonNode.Parse(json)!["error"]);
    }
}
