using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Testing;

namespace Gateway.Tests.Requests;

/// <summary>
/// Whatever arrives, with all services well: never a 5xx, and a reply of ours always has its six headers.
/// </summary>
public sealed class AnyBytesTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private const string Headers =
        "X-Content-Type-Options|X-Frame-Options|X-XSS-Protection|Strict-Transport-Security|"
        + "Content-Security-Policy|Referrer-Policy";

    private static readonly Gen<string> Wild = Gen.Char['\u0000', '\u00ff'].Array[0, 30].Select(
        letters => new string(letters));

    private static readonly Gen<string> Tame = Gen.Char["abc019%/.?&=;:@ \t\\{}[]<>\"'#~^|`,+-_"].Array[0, 30].Select(
        letters => new string(letters));

    private static readonly Gen<string> Method = OneOf(
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "G-T");

    private static readonly Gen<string> Address = OneOf(
        "/", "/user", "/assets/", "/api/users", "/api/users/", "/api/users?", "/sre/", "/openapi/", "/health", "/docs",
        "*", "http://h/", "h:1");

    private static readonly Gen<string> Host = OneOf(
        "h", "h", "h:80", "", "[::1]", "a.example", "xn--a", "xn--mller-kva");

    private static readonly Gen<string> Header = OneOf(
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Content-Type",
        "X-Forwarded-For", "X-Request-Id", "Cookie", "Range", "TE", "Accept-Encoding", "X-Traffic-Class",
        "Content-Encoding", "traceparent", "If-Match", "Date", "Via");

    private static readonly Gen<string> Line = Gen.Select(
        Header, Gen.OneOf(Tame, Wild), (name, value) => $"{name}: {value}\r\n");

    private static readonly Gen<string> Request = Gen.Select(
        Method, Address, Gen.OneOf(Gen.Const(""), Tame, Wild), Host, Line.Array[0, 4], Gen.OneOf(Gen.Const(""), Tame),
        (method, address, rest, host, lines, body) =>
            $"{method} {address}{rest} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                + $"{string.Concat(lines)}\r\n{body}");

    [Fact]
    public async Task Any_bytes_get_no_5xx_and_all_security_headers() =>
        await Gen.OneOf(Request, Request, Request, Wild).SampleAsync(CheckAsync, iter: 400, threads: 8);

    private static Gen<string> OneOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private async Task CheckAsync(string request)
    {
        var reply = await RawConnection.SendAsync(
            gateway.Port, Encoding.Latin1.GetBytes(request), TimeSpan.FromMilliseconds(300));

        Assert.DoesNotMatch("^HTTP/1.1 5", reply);
        if (reply.Length > 0)
        {
            Assert.Equal(7, Regex.Count(reply.Split("\r\n\r\n", 2)[0], $"(?m)^(?:{Headers}|X-Request-Id): "));
        }
    }
}
