using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CsCheck;

namespace EndToEnd.Tests;

/// <summary>Whatever bytes come to whatever address: an answer in time, never a fault of ours.</summary>
[Collection(SystemFixture.Registering)]
public sealed class GarbageTests(SystemFixture system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] Paths =
    [
        "/", "/user", "/docs", "/health", "/assets/site.css", "/api/users", "/api/users/1", "/api/users?limit=2&cursor=x",
        "/sre/dashboard", "/sre/dashboard-ui", "/sre/health", "/sre/metrics", "/sre/capacity?growth=x&horizon=-1", "/sre/slos",
        "/sre/slos/x", "/sre/circuit-breakers", "/sre/alerts", "/openapi/users.json", "/openapi/sre.json", "/nothing",
    ];

    private static readonly Gen<string> Path = Gen.OneOf(
        Gen.OneOf(Paths),
        Gen.Select(Gen.OneOf(Paths), Gen.String[0, 20]).Select((path, tail) => path + Uri.EscapeDataString(WithoutLoneSurrogates(tail))),
        Gen.Select(Gen.OneOf(Paths), Gen.OneOf("/..", "//", "/%2e%2e/", "%00", "?%00=%ff", "?limit=1&limit=2", "/%2f", ";x", "?q=%")).Select((path, tail) => path + tail));

    private static readonly Gen<string> Header = Gen.OneOf(
        Gen.OneOf(
            "Content-Type: application/json", "Content-Type: application/json; charset=klingon", "Content-Type: text/csv",
            "Content-Type: application/x-www-form-urlencoded", "Content-Type: multipart/form-data", "Content-Encoding: gzip",
            "If-Match: \"1-1\"", "If-Match: W/\"x\", *", "If-None-Match: \"\"", "Accept: image/png", "Sec-Fetch-Site: cross-site",
            "X-Forwarded-Host: evil.example", "X-HTTP-Method-Override: DELETE", "Expect: 100-continue", "Upgrade: websocket",
            "Range: bytes=0-1", "Cookie: a=b; ;=;", "Origin: null", "X-Traffic-Class: probe"),
        Gen.Select(Gen.Char['a', 'z'].Array[1, 10], Gen.Char[' ', '~'].Array[0, 40]).Select((name, value) => $"x-{new string(name)}: {new string(value)}"));

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.String[0, 60].Select(text => Encoding.UTF8.GetBytes(text)),
        Gen.OneOf(
                """{"name":"A","email":"a@example.org","name":"B"}""", """{"name":"\ud800","email":"\u0000@x.yz"}""", "[[[[[[[[[[",
                """{"name":{"a":[1e999]},"email":-0}""", "name=a&email=%ff%fe&name=b", "null", "\uFEFF{}", "{\"__proto__\":1}")
            .Select(Encoding.UTF8.GetBytes));

    private static readonly Gen<byte[]> Request = Gen.Select(
        Gen.OneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "BREW"), Path, Header.Array[0, 5], Body,
        (method, path, headers, body) => (byte[])
        [
            .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n")),
            .. body,
        ]);

    [Fact]
    public Task Requests_of_any_shape_are_answered_without_a_fault() =>
        Request.SampleAsync(async request => Assert.True(IsAcceptable(await SendAsync(request)), Encoding.Latin1.GetString(request)), iter: 1500, threads: 4);

    [Fact]
    public Task Bytes_that_are_no_request_are_answered_or_hung_up_on() =>
        Gen.Byte.Array[1, 400].SampleAsync(async bytes => Assert.True(IsAcceptable(await SendAsync(bytes)), Convert.ToHexString(bytes)), iter: 300, threads: 4);

    /// <summary>A true 502, 503 or 504 is none of the sender's doing, and in a healthy system there is none either.</summary>
    private static bool IsAcceptable(string? statusLine) =>
        statusLine is null or "" || (statusLine.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && statusLine[9] is '2' or '3' or '4');

    /// <returns>The status line; null when the connection was closed without one.</returns>
    private async Task<string?> SendAsync(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(system.Address.Host, system.Address.Port, patience.Token);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(bytes, patience.Token);

            // What is not a whole request yet may wait for more; nothing more comes.
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadLineAsync(patience.Token);
        }
        catch (IOException)
        {
            return null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string WithoutLoneSurrogates(string text) => string.Concat(text.Where(letter => !char.IsSurrogate(letter)));
}
